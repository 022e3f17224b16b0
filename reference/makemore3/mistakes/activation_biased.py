"""the standard deviation is taken with n, not with n - 1

torch.std divides by n - 1 without further arguments; numpy.std by n.
"""


def activation_stats(layers):
    return [
        {
            "mean": layer.out.mean().item(),
            "std": layer.out.std(unbiased=False).item(),
            "saturated": 100 * (layer.out.abs() > 0.97).float().mean().item(),
        }
        for layer in layers
    ]
