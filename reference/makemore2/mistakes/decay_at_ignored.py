"""the rate always falls at half of the steps

`at` says where it falls.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step < 0.5 * total else lr * factor
