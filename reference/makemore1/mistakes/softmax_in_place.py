"""the logits themselves are changed

`-=` writes into the tensor that was passed. logits - ... makes a new one.
"""


def softmax(logits, dim=-1):
    logits -= logits.amax(dim=dim, keepdim=True)
    exps = logits.exp()
    return exps / exps.sum(dim=dim, keepdim=True)
