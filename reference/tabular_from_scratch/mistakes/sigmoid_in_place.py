"""x itself is changed

neg_, exp_ and the like write into the tensor that was passed.
"""


def sigmoid(x):
    x.neg_().exp_().add_(1)
    return 1 / x
