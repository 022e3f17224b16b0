"""the minus sign is missing

The logarithm of a probability is below 0; the loss is minus that.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    shifted = logits - logits.amax(1, keepdim=True)
    logprobs = shifted - shifted.exp().sum(1, keepdim=True).log()
    return logprobs[torch.arange(len(y)), y].mean()
