"""h is 0.0001 where it is not given

The signature of the stub says 1e-5. A wider step is further off: for x^3 at 0 by h^2.
"""


def numerical_derivative(f, x, h=1e-4, method="central"):
    if method == "forward":
        return (f(x + h) - f(x)) / h
    if method == "central":
        return (f(x + h) - f(x - h)) / (2 * h)
    raise ValueError(method)
