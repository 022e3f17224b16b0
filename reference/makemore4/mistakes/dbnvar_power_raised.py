"""the power is raised to 0.5, not lowered to -1.5

The power rule takes 1 away from the power, which is -0.5 already.
"""


def dbnvar(f, g):
    return -0.5 * (f.bnvar + 1e-5) ** 0.5 * g.bnvar_inv
