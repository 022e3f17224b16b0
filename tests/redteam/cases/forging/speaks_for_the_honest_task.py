"""Answers every later question of the process with a constant.

earns: nothing
feedback: has the wrong shape
"""

import torch

from grader.sandbox import execute

execute._run = lambda request, module: torch.zeros(4, 3)


def attacked(x):
    return x


def honest(x):
    return 2 * x
