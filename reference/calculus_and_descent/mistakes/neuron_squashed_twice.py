"""the activation is squashed once more

s'(z) = a (1 - a) with an a that is squashed already; do not squash twice.
"""

import math


def chain_neuron_grads(a_prev, w, b, y):
    z = w * a_prev + b
    a = 1 / (1 + math.exp(-z))
    s = 1 / (1 + math.exp(-a))
    dz = 2 * (a - y) * s * (1 - s)
    return {"dw": dz * a_prev, "db": dz, "da_prev": dz * w}
