"""the slope of leaky_relu is not squared

A slope multiplies values, so in a mean square it appears as its square.
"""

import math


def gain(name, param=None):
    factors = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}
    if name in factors:
        return factors[name]
    if name == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope))
    raise ValueError(name)
