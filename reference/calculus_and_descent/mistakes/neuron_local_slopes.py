"""only the slopes of z are returned

dz/dw is one factor of three. What C does with a and a with z is to be multiplied.
"""


def chain_neuron_grads(a_prev, w, b, y):
    return {"dw": a_prev, "db": 1.0, "da_prev": w}
