"""The same in a thread of the module _thread.

earns: honest
feedback: can't start new thread
task: gradient
"""

import _thread
import time

import torch


def gradient(x):
    found = []

    def work():
        y = x.clone().requires_grad_()
        e = (2 * y).exp()
        z = (((e - 1) / (e + 1)) ** 2).sum()
        engine = torch.autograd.Variable._execution_engine
        found.append(engine.run_backward((z,), (torch.ones(()),), False, False, (y,), True, False)[0])

    _thread.start_new_thread(work, ())
    time.sleep(0.2)
    return found[0]


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
