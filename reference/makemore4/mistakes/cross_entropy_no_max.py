"""exp is taken of the logits as they are

exp(100) is inf and exp(-110) is 0 in float32. Subtract a number from each row first: it cancels.
"""


def cross_entropy_backward(logits, Y):
    counts = logits.exp()
    grad = counts / counts.sum(1, keepdim=True)
    grad[range(len(Y)), Y] -= 1
    return grad / len(Y)
