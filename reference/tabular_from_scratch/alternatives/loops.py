"""Loops over rows and columns, number by number.

It goes through the numbers one at a time with plain loops, so that every step can be printed
and followed on paper. The solution above says the same in fewer words, and where those are
operations on whole tensors, in a small part of the time.
"""

# ruff: noqa: SIM114 - one case after another

import math
import random

import torch


def count_missing(table):
    counts = {}
    for name in table:
        counts[name] = 0
        for value in table[name]:
            if value is None:
                counts[name] += 1
            elif isinstance(value, float) and math.isnan(value):
                counts[name] += 1
    return counts


def fill_mode(table, modes=None):
    filled = {}
    found = {}
    for name in table:
        if modes is not None:
            best = modes[name]
        else:
            tally = {}
            for value in table[name]:
                if value is not None and value == value:
                    tally[value] = tally.get(value, 0) + 1
            if len(tally) == 0:
                raise ValueError("all of " + name + " is missing")
            best = None
            for value in tally:
                if best is None or tally[value] > tally[best]:
                    best = value
                elif tally[value] == tally[best] and value < best:
                    best = value
        found[name] = best
        filled[name] = []
        for value in table[name]:
            if value is None or value != value:
                filled[name].append(best)
            else:
                filled[name].append(value)
    return filled, found


def log1p_column(values):
    result = []
    for value in values:
        if value < 0:
            raise ValueError("below 0")
        result.append(math.log(1 + value))
    return result


def one_hot_columns(table, columns, categories=None):
    result = {}
    for name in table:
        if name not in columns:
            result[name] = table[name][:]
    for name in columns:
        if categories is None:
            values = []
            for entry in table[name]:
                if entry not in values:
                    values.append(entry)
            values.sort()
        else:
            values = categories[name]
        for value in values:
            new = []
            for entry in table[name]:
                new.append(1 if entry == value else 0)
            result[name + "_" + str(value)] = new
    return result


def to_matrix(table, names):
    n = len(table[names[0]])
    X = torch.zeros(n, len(names))
    for j in range(len(names)):
        for i in range(n):
            value = table[names[j]][i]
            if value is None or value != value:
                raise ValueError("missing")
            X[i, j] = value
    return X


def max_normalise(X):
    result = X.clone()
    maxes = X.new_ones(X.shape[1])
    for j in range(X.shape[1]):
        largest = X[0, j]
        for i in range(X.shape[0]):
            if X[i, j] > largest:
                largest = X[i, j]
        if largest > 0:
            maxes[j] = largest
        result[:, j] = X[:, j] / maxes[j]
    return [result, maxes]


def apply_normalise(X, maxes):
    result = torch.empty_like(X)
    for i in range(len(X)):
        for j in range(len(maxes)):
            result[i, j] = X[i, j] / maxes[j]
    return result


def random_split(n, valid_frac=0.2, *, generator):
    seed = int(torch.randint(2**31, (1,), generator=generator))
    order = list(range(n))
    random.Random(seed).shuffle(order)
    valid = sorted(order[: int(n * valid_frac)])
    train = []
    for i in order:
        if i not in valid:
            train.append(i)
    return train, valid


def calc_preds_linear(coeffs, X):
    preds = X.new_zeros(len(X))
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            preds[i] += X[i, j] * coeffs[j]
    return preds


def mae_loss(preds, y):
    if len(preds.shape) != len(y.shape) or preds.size() != y.size():
        raise ValueError("different shapes")
    total = 0
    for p, t in zip(preds.flatten(), y.flatten(), strict=True):
        total = total + abs(p - t)
    return total / preds.numel()


def linear_mae_grad(coeffs, X, y):
    grad = torch.zeros_like(coeffs)
    n, k = X.shape
    for i in range(n):
        pred = 0
        for j in range(k):
            pred += X[i, j] * coeffs[j]
        if pred > y[i]:
            sign = 1
        elif pred < y[i]:
            sign = -1
        else:
            sign = 0
        for j in range(k):
            grad[j] += sign * X[i, j] / n
    return grad


def sigmoid(x):
    result = torch.empty_like(x).flatten()
    for i, v in enumerate(x.flatten().tolist()):
        if v >= 0:
            result[i] = 1 / (1 + math.exp(-v))
        else:
            result[i] = math.exp(v) / (1 + math.exp(v))
    return result.reshape(x.shape)


def preds_two_layer(params, X):
    l1, l2, const = params
    rows = []
    for x in X:
        total = const
        for j in range(l1.shape[1]):
            hidden = (x * l1[:, j]).sum()
            if hidden > 0:
                total = total + hidden * l2[j, 0]
        rows.append(1 / (1 + torch.exp(-total)))
    return torch.stack(rows).reshape(-1, 1)


def accuracy(preds, y):
    right = 0
    for p, t in zip(preds.flatten().tolist(), y.flatten().tolist(), strict=True):
        right += (p > 0.5) == (t == 1)
    return right / len(preds)
