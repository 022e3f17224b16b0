"""the rate falls again and again

It falls once, to lr * factor, and stays there.
"""

import math


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr * factor ** max(0, step - math.ceil(at * total) + 1)
