"""the 1/n of the mean is left out

The loss is a mean over n passengers, so each of them has the weight 1/n.
"""


def linear_mae_grad(coeffs, X, y):
    return X.T @ (X @ coeffs - y).sign()
