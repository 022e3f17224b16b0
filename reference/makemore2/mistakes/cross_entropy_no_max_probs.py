"""exp is taken of the logits as they are

exp(100) is inf and exp(-110) is 0 in float32. Subtract a number from each row first: it cancels.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdim=True)
    return -probs[torch.arange(len(y)), y].log().mean()
