"""the gain of relu is 2, without the root

relu halves the mean square, a variance. A gain belongs to standard deviations.
"""

import math


def gain(name, param=None):
    factors = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": 2.0}
    if name in factors:
        return factors[name]
    if name == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope**2))
    raise ValueError(name)
