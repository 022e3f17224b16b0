"""whatever is not "forward" counts as central

An unknown method is a slip of the pen, and a ValueError says so at once.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    if method == "forward":
        return (f(x + h) - f(x)) / h
    return (f(x + h) - f(x - h)) / (2 * h)
