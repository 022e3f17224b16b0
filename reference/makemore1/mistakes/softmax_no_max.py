"""the exponentials are summed as they are, and the sum overflows

In float32 exp(88) is near the largest number and exp(-102) near the smallest. Subtracting
the largest logit of each row first changes nothing in the result and keeps exp in range.
"""


def softmax(logits, dim=-1):
    exps = logits.exp()
    return exps / exps.sum(dim=dim, keepdim=True)
