"""collections.Counter and dicts of text, turned into tensors at the end."""

import math
from collections import Counter, defaultdict

import torch

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"


def bigram_counts(words):
    if not words:
        raise ValueError("no words")
    counter = Counter()
    for w in words:
        if not (w.isascii() and w.isalpha() and w.islower()):
            raise ValueError(w)
        w = f".{w}."
        counter.update(w[i : i + 2] for i in range(len(w) - 1))
    N = torch.zeros(27, 27, dtype=torch.long)
    for (a, b), count in counter.items():
        N[SYMBOLS.index(a), SYMBOLS.index(b)] = count
    return N


def nll(P, words):
    if not words:
        raise ValueError("no words")
    counter = Counter(p for w in words for p in zip("." + w, w + ".", strict=True))
    total = 0.0
    for (a, b), count in counter.items():
        p = float(P[SYMBOLS.find(a), SYMBOLS.find(b)])
        total += count * (-math.log(p) if p > 0 else float("inf"))
    return total / sum(counter.values())


def trigram_counts(words):
    counter = Counter(
        (x, y, z) for w in words for x, y, z in zip(".." + w, "." + w, w + ".", strict=False)
    )
    N3 = torch.zeros(27, 27, 27, dtype=torch.int16)
    for places, count in counter.items():
        N3[tuple(map(SYMBOLS.index, places))] = count
    return N3


def trigram_nll(N3, words, smoothing):
    table = defaultdict(float)
    for w in words:
        for i in range(len(w) + 1):
            x, y, z = (SYMBOLS.index(c) for c in f"..{w}."[i : i + 3])
            table[x, y, z] += 1
    loss = 0.0
    for (x, y, z), count in table.items():
        row = N3[x, y].double() + smoothing
        p = float(row[z] / row.sum()) if row.sum() else 1 / 27
        loss -= count * (math.log(p) if p else -math.inf)
    return loss / sum(table.values())


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    losses = {s: tuple(trigram_nll(N3, part, s) for part in (train, dev)) for s in sorted(grid)}
    return sorted((pair[1], s) for s, pair in losses.items())[0][1], losses
