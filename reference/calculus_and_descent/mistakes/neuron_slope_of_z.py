"""z (1 - z) stands in place of a (1 - a)

The slope of the sigmoid is short in terms of its value a, not of its input z.
"""

import math


def chain_neuron_grads(a_prev, w, b, y):
    z = w * a_prev + b
    a = 1 / (1 + math.exp(-z))
    dz = 2 * (a - y) * z * (1 - z)
    return {"dw": dz * a_prev, "db": dz, "da_prev": dz * w}
