"""the outputs are described, not their gradients

The second plot is about layer.out.grad.
"""


def gradient_stats(layers):
    gradients = [layer.out for layer in layers]
    return [{"mean": g.mean().item(), "std": g.std().item()} for g in gradients]
