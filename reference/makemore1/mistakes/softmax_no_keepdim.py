"""each column is divided by the sum of the row of the same number

Without keepdim the sums of n rows have shape (n,), which broadcasting lines up with the
columns. On a square tensor this does not even fail.
"""


def softmax(logits, dim=-1):
    exps = (logits - logits.amax(dim=dim, keepdim=True)).exp()
    return exps / exps.sum(dim=dim)
