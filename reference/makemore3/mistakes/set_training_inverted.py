"""the flag is reversed

True is training.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def set_training(layers, flag):
    for layer in layers:
        if isinstance(layer, BatchNorm1d):
            layer.training = not flag
