"""the shapes are those of what goes into the layers

A layer is listed with the shape of its output, `out`; what goes in is the output of the one
before.
"""


def trace_shapes(model, x):
    found = []
    for layer in model.layers:
        found.append((type(layer).__name__, tuple(x.shape)))
        x = layer(x)
    return found
