"""param is not used

leaky_relu has a slope of 0.01 only if no other is given.
"""

import math


def gain(name, param=None):
    factors = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}
    if name in factors:
        return factors[name]
    if name == "leaky_relu":
        slope = 0.01
        return math.sqrt(2 / (1 + slope**2))
    raise ValueError(name)
