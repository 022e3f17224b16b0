"""softmax is taken twice

Cross-entropy wants logits: softmax of probabilities squeezes the loss toward the logarithm of V.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    shifted = (logits - logits.amax(1, keepdim=True)).exp()
    probs = shifted / shifted.sum(1, keepdim=True)
    logprobs = probs - probs.exp().sum(1, keepdim=True).log()
    return -logprobs[torch.arange(len(y)), y].mean()
