"""the 2 of the square is missing in the neuron

The slope of (a - y)^2 in a is 2 (a - y).
"""

import math


def chain_neuron_grads(a_prev, w, b, y):
    z = w * a_prev + b
    a = 1 / (1 + math.exp(-z))
    dz = (a - y) * a * (1 - a)
    return {"dw": dz * a_prev, "db": dz, "da_prev": dz * w}
