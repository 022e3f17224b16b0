"""the slope in the bias is multiplied by b

b is added to z, so z moves by 1 when b moves by 1.
"""

import math


def chain_neuron_grads(a_prev, w, b, y):
    z = w * a_prev + b
    a = 1 / (1 + math.exp(-z))
    dz = 2 * (a - y) * a * (1 - a)
    return {"dw": dz * a_prev, "db": dz * b, "da_prev": dz * w}
