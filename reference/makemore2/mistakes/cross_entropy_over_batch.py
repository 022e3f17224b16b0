"""softmax runs over the batch

The probabilities of one example sum to 1 over the symbols, axis 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    shifted = logits - logits.amax(0, keepdim=True)
    logprobs = shifted - shifted.exp().sum(0, keepdim=True).log()
    return -logprobs[torch.arange(len(y)), y].mean()
