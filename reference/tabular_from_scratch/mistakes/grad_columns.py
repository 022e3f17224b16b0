"""the signs meet the columns

X * signs multiplies column j by the sign of row j where X is square. The signs belong to the
rows.
"""


def linear_mae_grad(coeffs, X, y):
    signs = (X @ coeffs - y).sign()
    return (X * signs).mean(dim=0) if X.shape[0] == X.shape[1] else X.T @ signs / X.shape[0]
