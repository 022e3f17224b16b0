"""the two factors are swapped, so the result is transposed

A gradient has the shape of its value: W2 is (H, V).
The axis that the product sums over is n.
"""


def dW2(f, g):
    return g.logits.T @ f.h
