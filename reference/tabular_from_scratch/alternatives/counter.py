"""With the tools of the standard library: Counter, defaultdict, statistics, fsum."""

import math
from collections import Counter, defaultdict
from statistics import multimode

import torch


def count_missing(table):
    counts = Counter({name: 0 for name in table})
    for name, column in table.items():
        counts.update(name for value in column if value is None or value != value)
    return counts


def fill_mode(table, modes=None):
    def present(column):
        return filter(lambda v: not (v is None or (isinstance(v, float) and math.isnan(v))), column)

    # min of an empty list is a ValueError already
    modes = modes or {name: min(multimode(present(column))) for name, column in table.items()}
    filled = defaultdict(list)
    for name, column in table.items():
        for value in column:
            filled[name].append(modes[name] if not list(present([value])) else value)
    return filled, modes


def log1p_column(values):
    if values != [max(v, 0) for v in values]:
        raise ValueError
    return list(map(math.log1p, values))


def one_hot_columns(table, columns, categories=None):
    result = defaultdict(list)
    result |= {name: table[name] for name in table.keys() - set(columns)}
    ordered = {name: result[name] for name in table if name in result}
    for name in columns:
        for value in (categories or {name: sorted(Counter(table[name]))})[name]:
            ordered[f"{name}_{value}"] = [float(entry == value) for entry in table[name]]
    return ordered


def to_matrix(table, names):
    rows = list(zip(*(table[name] for name in names), strict=True))
    for row in rows:
        if None in row or any(map(math.isnan, row)):
            raise ValueError(row)
    return torch.tensor(rows, dtype=torch.float)


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.argsort(torch.rand(n, generator=generator)).tolist()
    cut = n - int(valid_frac * n)
    return order[:cut], order[cut:]


def accuracy(preds, y):
    pairs = zip((preds > 0.5).flatten().tolist(), y.flatten().tolist(), strict=True)
    counts = Counter(p == t for p, t in pairs)
    return counts[True] / counts.total()
