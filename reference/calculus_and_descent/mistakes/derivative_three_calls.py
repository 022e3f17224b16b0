"""all three values are computed, whatever the method

f may be a network that takes a minute. Each method needs two values only.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    low, here, high = f(x - h), f(x), f(x + h)
    if method == "forward":
        return (high - here) / h
    if method == "central":
        return (high - low) / (2 * h)
    raise ValueError(method)
