"""each ReLU bends where its piece ends

A piece begins where its ReLU switches on: at its left knot.
"""


def fit_relu_sum(knots, values):
    gaps = knots[1:] - knots[:-1]
    if (gaps <= 0).any():
        raise ValueError("knots")
    steep = (values[1:] - values[:-1]) / gaps
    slopes = steep.clone()
    slopes[1:] -= steep[:-1]
    return values[0].item(), slopes, knots[1:]
