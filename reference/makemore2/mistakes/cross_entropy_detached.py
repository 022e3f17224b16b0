"""autograd cannot follow the loss

.item(), .data and detach take the value out of the graph, and nothing is learned.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def cross_entropy(logits, y):
    shifted = logits.detach() - logits.amax(1, keepdim=True)
    logprobs = shifted - shifted.exp().sum(1, keepdim=True).log()
    return -logprobs[torch.arange(len(y)), y].mean()
