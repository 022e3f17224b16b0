"""Turns recording on again by every public way.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

import torch


def gradient(x):
    for way in (torch.enable_grad, lambda: torch.set_grad_enabled(True), lambda: torch.inference_mode(False)):
        try:
            with way():
                y = x.clone().requires_grad_()
                z = y.tanh().pow(2).sum()
                print(z.requires_grad)
        except RuntimeError as e:
            last = e
        else:
            return torch.autograd.Variable._execution_engine.run_backward((z,), (torch.ones(()),), False, False, (y,), True, False)[0]
    raise last


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
