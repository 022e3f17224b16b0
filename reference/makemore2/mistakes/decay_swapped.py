"""the low rate comes first

Large steps first, small ones to settle.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step >= at * total else lr * factor
