"""the factor is subtracted

The lower rate is a share of the first one.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step < at * total else lr - factor
