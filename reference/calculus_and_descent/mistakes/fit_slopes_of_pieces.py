"""each ReLU has the slope of its piece

Every earlier ReLU is still switched on, so a new one adds only the change of slope.
"""


def fit_relu_sum(knots, values):
    gaps = knots[1:] - knots[:-1]
    if (gaps <= 0).any():
        raise ValueError("knots")
    steep = (values[1:] - values[:-1]) / gaps
    return values[0].item(), steep, knots[:-1]
