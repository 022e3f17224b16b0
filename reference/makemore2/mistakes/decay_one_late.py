"""the rate falls one step too late

The step that equals at * total already has the lower rate.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step <= at * total else lr * factor
