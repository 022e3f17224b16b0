"""Python loops and lists of numbers, tensors only at the end.

It goes through the numbers one at a time with plain loops, so that every step can be printed
and followed on paper. The solution above says the same in fewer words, and where those are
operations on whole tensors, in a small part of the time.
"""

import math

import torch

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _number(ch):
    if ch == ".":
        return 0
    return LETTERS.index(ch) + 1


def bigram_counts(words):
    if words == []:
        raise ValueError
    N = [[0] * 27 for _ in range(27)]
    for word in words:
        before = 0
        for ch in word:
            number = LETTERS.index(ch) + 1  # index raises ValueError by itself
            N[before][number] += 1
            before = number
        N[before][0] += 1
    return torch.tensor(N)


def normalise_rows(N, smoothing=1.0):
    rows = []
    for i in range(N.shape[0]):
        row = [N[i, j].item() + smoothing for j in range(N.shape[1])]
        total = sum(row)
        if total == 0:
            rows.append([1 / len(row)] * len(row))
        else:
            rows.append([x / total for x in row])
    return torch.tensor(rows, dtype=torch.float64 if N.dtype == torch.float64 else torch.float32)


def sample_names(P, n, *, generator, max_len=50):
    names = []
    while len(names) < n:
        name, at = "", 0
        for _ in range(max_len):
            r = torch.rand(1, generator=generator).item()
            for j in range(27):
                r -= P[at, j].item()
                if r < 0:
                    break
            if j == 0:
                break
            name += LETTERS[j - 1]
            at = j
        names.append(name)
    return names


def nll(P, words):
    if not words:
        raise ValueError("nothing to judge")
    total, n = 0.0, 0
    for word in words:
        for i in range(len(word) + 1):
            a = word[i - 1] if i > 0 else "."
            b = word[i] if i < len(word) else "."
            p = P[_number(a)][_number(b)].item()
            total += math.inf if p == 0 else -math.log(p)
            n += 1
    return total / n


def bigram_dataset(words):
    xs, ys = [], []
    for word in words:
        xs += [0] + [_number(ch) for ch in word]
        ys += [_number(ch) for ch in word] + [0]
    return [torch.tensor(xs), torch.tensor(ys)]


def one_hot(ix, num_classes):
    result = torch.zeros(ix.numel(), num_classes)
    for row, i in zip(result, ix.flatten().tolist(), strict=True):
        if not 0 <= i < num_classes:
            raise ValueError(f"{i} is out of range")
        row[i] = 1.0
    return result.reshape(*ix.shape, num_classes)


def softmax(logits, dim=-1):
    moved = logits.movedim(dim, -1)
    result = torch.empty_like(moved)
    flat_in, flat_out = moved.reshape(-1, moved.shape[-1]), []
    for row in flat_in.tolist():
        top = max(row)
        exps = [math.exp(x - top) for x in row]
        flat_out.append([e / sum(exps) for e in exps])
    result = torch.tensor(flat_out, dtype=logits.dtype).reshape(moved.shape)
    return result.movedim(-1, dim)


def cross_entropy(logits, targets):
    losses = []
    for row, y in zip(logits.tolist(), targets.tolist(), strict=True):
        top = max(row)
        losses.append(top + math.log(sum(math.exp(x - top) for x in row)) - row[y])
    return sum(losses) / len(losses)


def bigram_nn_loss(W, xs, ys, reg=0.0):
    loss = 0.0
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        row = W[x].tolist()
        loss += math.log(sum(math.exp(v) for v in row)) - row[y]
    squares = sum(v * v for row in W.tolist() for v in row)
    return loss / len(xs) + reg * squares / 729


def bigram_nn_grad(W, xs, ys, reg=0.0):
    dW = torch.zeros_like(W)
    for i in range(len(xs)):
        x, y = xs[i], ys[i]
        exps = W[x].exp()
        probs = exps / exps.sum()
        probs[y] -= 1.0
        dW[x] += probs / len(xs)
    for i in range(27):
        for j in range(27):
            dW[i, j] += 2 * reg * W[i, j] / 729
    return dW


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    if round(sum(fracs), 6) != 1:
        raise ValueError(fracs)
    left = words[:]
    mixed = []
    while left:
        i = torch.randint(len(left), (1,), generator=generator).item()
        mixed.append(left.pop(i))
    n1, n2 = int(fracs[0] * len(words)), int((fracs[0] + fracs[1]) * len(words))
    return [mixed[:n1], mixed[n1:n2], mixed[n2:]]


def trigram_counts(words):
    N = [[[0] * 27 for _ in range(27)] for _ in range(27)]
    for word in words:
        a = b = 0
        for ch in word + ".":
            c = _number(ch)
            N[a][b][c] += 1
            a, b = b, c
    return torch.tensor(N)


def trigram_nll(N3, words, smoothing):
    table = N3.tolist()
    total, n = 0.0, 0
    for word in words:
        a = b = 0
        for ch in word + ".":
            c = _number(ch)
            over = sum(table[a][b]) + 27 * smoothing
            p = (table[a][b][c] + smoothing) / over if over > 0 else 1 / 27
            total += -math.log(p) if p > 0 else math.inf
            n += 1
            a, b = b, c
    return total / n


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)
    best, lowest, losses = None, None, {}
    for s in grid:
        on_train, on_dev = trigram_nll(N3, train, s), trigram_nll(N3, dev, s)
        losses[s] = [on_train, on_dev]
        if best is None or on_dev < lowest or (on_dev == lowest and s < best):
            best, lowest = s, on_dev
    return [best, losses]
