"""the default axis is the first one

Without `dim` the last axis sums to 1: a row of logits belongs to one example.
"""


def softmax(logits, dim=0):
    exps = (logits - logits.amax(dim=dim, keepdim=True)).exp()
    return exps / exps.sum(dim=dim, keepdim=True)
