"""Has a hook on the leaf catch the gradient while an optimiser of its own runs.

earns: honest
feedback: is not allowed in this file | no answer within 1 s
task: gradient
"""

import torch


def gradient(x):
    p = torch.nn.Parameter(x.clone())
    caught = []
    p.register_hook(caught.append)
    optimiser = torch.optim.LBFGS([p], max_iter=1)

    def closure():
        loss = p.tanh().pow(2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return caught[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
