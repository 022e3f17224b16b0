"""the rate always falls to a tenth

`factor` says how far it falls.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step < at * total else lr * 0.1
