"""the result is always float32

A float64 input keeps its precision; torch.ones and torch.zeros without a dtype, or .float(), lose
it.
"""


def sigmoid(x):
    return (1 / (1 + (-x).exp())).float()
