"""the gradient points downhill

The gradient points to larger losses; the minus sign belongs to the step. A prediction that is too
high grows with the coefficient.
"""


def linear_mae_grad(coeffs, X, y):
    return X.T @ (y - X @ coeffs).sign() / X.shape[0]
