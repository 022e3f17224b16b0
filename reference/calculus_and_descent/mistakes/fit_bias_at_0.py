"""the bias is the height of the first line at x = 0

The first ReLU is 0 at knots[0], not at x = 0: what is left there is the bias.
"""


def fit_relu_sum(knots, values):
    gaps = knots[1:] - knots[:-1]
    if (gaps <= 0).any():
        raise ValueError("knots")
    steep = (values[1:] - values[:-1]) / gaps
    slopes = steep.clone()
    slopes[1:] -= steep[:-1]
    return (values[0] - steep[0] * knots[0]).item(), slopes, knots[:-1]
