"""Calls backward in a thread.

earns: honest
feedback: can't start new thread
task: gradient
"""

import threading


def gradient(x):
    x = x.clone().requires_grad_()
    thread = threading.Thread(target=lambda: x.tanh().pow(2).sum().backward())
    thread.start()
    thread.join()
    return x.grad


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
