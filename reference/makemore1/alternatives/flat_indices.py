"""Places of a table as one number: bincount, index_add, views.

A place in a table is one number, so that counting and looking up go along a single axis. The
solution above keeps one index for each axis, which reads more like the table itself.
"""

import torch
from exercises.makemore1.letters import STOI, SYMBOLS


def _flat(word):
    t = torch.tensor([0, 0, *(STOI[c] for c in word), 0])
    return 729 * t[:-2] + 27 * t[1:-1] + t[2:]


def bigram_counts(words):
    if not words:
        raise ValueError("no words")
    text = "." + ".".join(words) + "."
    if not set(text[1:-1].replace(".", "")) <= set(SYMBOLS) or "." in "".join(words):
        raise ValueError("not a to z")
    t = torch.tensor([STOI[c] for c in text])
    return torch.bincount(27 * t[:-1] + t[1:], minlength=729).view(27, 27)


def normalise_rows(N, smoothing=1.0):
    """A row without any count becomes 0 / 0, which is nan, and nan_to_num puts equal chances
    there. Whatever comes out as nan gets them, also where it has another reason.
    """
    P = torch.add(N, smoothing).type(torch.float64 if N.dtype == torch.float64 else torch.float32)
    P = P / P.sum(dim=1).unsqueeze(1)
    return torch.nan_to_num(P, nan=1 / P.size(1))


def nll(P, words):
    if not words:
        raise ValueError("no words")
    t = torch.tensor([STOI[c] for c in "." + ".".join(words) + "."])
    return P.reshape(-1).log()[27 * t[:-1] + t[1:]].mul(-1).mean()


def bigram_dataset(words):
    """All words are one text with a dot between them, so the inputs are the text and the targets
    are the text moved on by one. The solution above pairs the letters inside each word.
    """
    t = torch.tensor([STOI[c] for c in "." + ".".join(words) + "."])
    return t[:-1], t[1:]


def one_hot(ix, num_classes):
    if ix.lt(0).any() or ix.ge(num_classes).any():
        raise ValueError("out of range")
    flat = torch.zeros(ix.numel() * num_classes)
    flat[torch.arange(ix.numel()) * num_classes + ix.reshape(-1)] = 1
    return flat.view((*ix.shape, num_classes))


def _log_sum(z, dim):
    top = z.amax(dim, keepdim=True)
    return (z - top).exp().sum(dim, keepdim=True).log() + top


def softmax(logits, dim=-1):
    """The logarithm of the sum is taken off the logits, so that one exp gives the shares. The
    solution above divides by the sum.
    """
    return torch.exp(logits - _log_sum(logits, dim))


def cross_entropy(logits, targets):
    z = logits - logits.max(dim=1, keepdim=True)[0]
    n, V = z.shape
    right = z.reshape(-1)[torch.arange(n) * V + targets]
    return torch.mean(torch.log(torch.sum(torch.exp(z), 1)) - right)


def bigram_nn_loss(W, xs, ys, reg=0.0):
    log_P = W - _log_sum(W, 1)
    return -log_P.reshape(-1).take(27 * xs + ys).mean() + reg * W.norm() ** 2 / 729


def bigram_nn_grad(W, xs, ys, reg=0.0):
    # All examples with the same input share a row: the net's table against the table of counts.
    N = torch.bincount(27 * xs + ys, minlength=729).view(27, 27).to(W.dtype)
    P = (W - _log_sum(W, 1)).exp()
    return (N.sum(1, keepdim=True) * P - N) / len(xs) + reg * 2 * W / W.numel()


def trigram_counts(words):
    flat = [_flat(word) for word in words]
    return torch.bincount(torch.cat(flat), minlength=27**3).view(27, 27, 27)


def trigram_nll(N3, words, smoothing):
    P = N3 + torch.tensor(smoothing, dtype=torch.float64)
    P = torch.nan_to_num(P / P.sum(-1, keepdim=True), nan=1 / 27).view(-1)
    return -P[torch.cat([_flat(word) for word in words])].log().mean()
