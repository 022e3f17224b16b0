"""the variance is given as the standard deviation

The standard deviation is the root of the variance.
"""


def activation_stats(layers):
    return [
        {
            "mean": layer.out.mean().item(),
            "std": layer.out.var().item(),
            "saturated": 100 * (layer.out.abs() > 0.97).float().mean().item(),
        }
        for layer in layers
    ]
