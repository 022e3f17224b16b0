"""only the end at +1 is counted as saturated

tanh is as flat at -1 as at +1.
"""


def activation_stats(layers):
    return [
        {
            "mean": layer.out.mean().item(),
            "std": layer.out.std().item(),
            "saturated": 100 * (layer.out > 0.97).float().mean().item(),
        }
        for layer in layers
    ]
