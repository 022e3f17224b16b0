"""the rate falls to the factor itself

The factor multiplies the first rate.
"""


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr if step < at * total else factor
