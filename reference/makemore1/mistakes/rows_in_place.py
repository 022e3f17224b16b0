"""N itself is changed

`/=` and `+=` write into the tensor they stand at, and .float() of a float32 tensor is that
very tensor. N / ... makes a new one.
"""


def normalise_rows(N, smoothing=1.0):
    P = N if N.is_floating_point() else N.float()
    P += smoothing
    total = P.sum(1, keepdim=True)
    P /= total.where(total > 0, 1.0)
    return P.where(total > 0, 1 / P.shape[1])
