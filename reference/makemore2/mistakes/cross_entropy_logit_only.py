"""only the logit of the right answer counts

The other logits of the row take part through the sum.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    return -logits[torch.arange(len(y)), y].mean()
