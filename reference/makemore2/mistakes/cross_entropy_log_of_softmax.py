"""the logarithm is taken of rounded probabilities

A probability of exp(-102) is a rough number in float32, and a smaller one is 0. Write the
logarithm of the quotient as a difference.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    counts = (logits - logits.amax(1, keepdim=True)).exp()
    probs = counts / counts.sum(1, keepdim=True)
    return -probs[torch.arange(len(y)), y].log().mean()
