"""one maximum is taken for all rows

A row far below the largest logit of the batch still underflows. Each row needs its own maximum.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    shifted = logits - logits.max()
    logprobs = shifted - shifted.exp().sum(1, keepdim=True).log()
    return -logprobs[torch.arange(len(y)), y].mean()
