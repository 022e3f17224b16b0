"""the tensors of the model stay as they were

A name on the left of = gets a new tensor; whoever holds the old one sees no change. *= and mul_
change the tensor itself.
"""


def init_scaled(model):
    _C, W1, b1, W2, b2 = model.parameters()
    W1 = W1 * (5 / 3) / W1.shape[0] ** 0.5
    b1 = b1 * 0.01
    W2 = W2 * 0.01
    b2 = b2 * 0
