"""The habits of numpy: axis, arrays on the way, np functions, from_numpy at the end."""

import numpy as np
import torch


def count_missing(table):
    def missing(column):
        return np.array([v is None or (isinstance(v, float) and np.isnan(v)) for v in column])

    return {name: missing(column).astype(int).sum() for name, column in table.items()}


def fill_mode(table, modes=None):
    filled, found = {}, {}
    for name, column in table.items():
        gap = np.array([v is None or v != v for v in column], dtype=bool)
        if modes is None:
            present = [v for v, missing in zip(column, gap, strict=True) if not missing]
            if not present:
                raise ValueError(name)
            values, counts = np.unique(present, return_counts=True)
            mode = values[counts.argmax()].item()
            found[name] = type(present[0])(mode)
        else:
            found[name] = modes[name]
        filled[name] = [
            found[name] if missing else v for v, missing in zip(column, gap, strict=True)
        ]
    return filled, found


def log1p_column(values):
    v = np.asarray(values, dtype=float)
    if (v < 0).any():
        raise ValueError("negative")
    return np.log1p(v).tolist()


def one_hot_columns(table, columns, categories=None):
    result = {k: v for k, v in table.items() if k not in columns}
    for c in columns:
        values = np.unique(table[c]).tolist() if categories is None else categories[c]
        hits = np.array(table[c], dtype=object)[None, :] == np.array(values, dtype=object)[:, None]
        for value, row in zip(values, hits, strict=True):
            result[f"{c}_{value}"] = row.astype(np.int64).tolist()
    return result


def to_matrix(table, names):
    X = np.array([table[name] for name in names], dtype=float).T  # None becomes NaN
    if np.isnan(X).any():
        raise ValueError("missing values")
    return torch.from_numpy(X.astype(np.float32))


def max_normalise(X):
    maxes = X.numpy().max(axis=0)
    maxes = np.where(maxes == 0, 1, maxes).astype(maxes.dtype)
    return torch.from_numpy(X.numpy() / maxes), torch.from_numpy(maxes)


def apply_normalise(X, maxes):
    return torch.from_numpy(X.numpy() / maxes.numpy()[np.newaxis, :])


def calc_preds_linear(coeffs, X):
    return torch.from_numpy(X.numpy().dot(coeffs.numpy()))


def mae_loss(preds, y):
    if list(preds.shape) != list(y.shape):
        raise ValueError(f"{preds.shape} {y.shape}")
    return np.abs(preds.numpy() - y.numpy()).mean()


def linear_mae_grad(coeffs, X, y):
    X, y = X.numpy(), y.numpy()
    signs = np.sign(X @ coeffs.numpy() - y)
    return torch.from_numpy((X * signs[:, np.newaxis]).mean(axis=0))


def sigmoid(x):
    with np.errstate(over="ignore"):
        return torch.from_numpy(1 / (1 + np.exp(-x.numpy())))


def accuracy(preds, y):
    return float(np.mean((preds.numpy() > 0.5) == y.numpy()))
