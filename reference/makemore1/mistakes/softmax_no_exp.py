"""the logits are divided by their sum, without exp

Logits may be negative. exp makes them positive numbers, which act as counts.
"""


def softmax(logits, dim=-1):
    return logits / logits.sum(dim=dim, keepdim=True)
