"""it is the gradient of the mean squared error

There the size of an error counts. The slope of an absolute value is -1 or 1, however large the
error.
"""


def linear_mae_grad(coeffs, X, y):
    return 2 * X.T @ (X @ coeffs - y) / X.shape[0]
