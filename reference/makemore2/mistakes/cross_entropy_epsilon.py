"""a small number is added before the logarithm

It hides log(0), and all losses beyond that of the small number become the same.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    counts = (logits - logits.amax(1, keepdim=True)).exp()
    probs = counts / counts.sum(1, keepdim=True)
    return -(probs[torch.arange(len(y)), y] + 1e-8).log().mean()
