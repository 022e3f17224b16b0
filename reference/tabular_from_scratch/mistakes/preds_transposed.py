"""X is transposed

X.T @ coeffs multiplies column by column, and where X is square no error tells.
"""


def calc_preds_linear(coeffs, X):
    return X.T @ coeffs if X.shape[0] == X.shape[1] else X @ coeffs
