"""Calls backward() in a by-hand task.

earns: honest
feedback: is not allowed in this file
task: gradient
"""

def gradient(x):
    x = x.clone().requires_grad_()
    x.tanh().pow(2).sum().backward()
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
