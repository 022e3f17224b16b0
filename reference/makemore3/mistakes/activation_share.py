"""the saturated entries are given as a share, not in percent

Here it is percent, from 0 to 100, as in the legends of the lecture.
"""


def activation_stats(layers):
    return [
        {
            "mean": layer.out.mean().item(),
            "std": layer.out.std().item(),
            "saturated": (layer.out.abs() > 0.97).float().mean().item(),
        }
        for layer in layers
    ]
