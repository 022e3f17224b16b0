"""What torch has ready: unfold, F.embedding, F.linear, autograd.grad, logspace, avg_pool1d.

Functions that torch has ready do most of the work. The solution above writes out more of what
these functions do.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import random

import torch
from torch.nn import functional as F


def build_dataset(words, block_size=3):
    if not words:
        raise ValueError("no words")
    pieces = []
    for word in words:
        text = "." * block_size + word + "."
        pieces.append(torch.tensor([STOI[c] for c in text]).unfold(0, block_size + 1, 1))
    table = torch.cat(pieces)
    return table[:, :block_size].contiguous(), table[:, block_size].contiguous()


def split_dataset(words, block_size=3, *, seed=42):
    """The cuts are a list of edges, and each part lies between two neighbours of it. The solution
    above gives each part a name.
    """
    shuffled = words.copy()
    random.Random(seed).shuffle(shuffled)
    n = len(words)
    edges = (0, int(n * 0.8), int(n * 0.9), n)
    return tuple(build_dataset(shuffled[edges[i] : edges[i + 1]], block_size) for i in range(3))


def embed(C, X):
    return F.embedding(X, C).flatten(1)


class MLP(MLP):
    def forward(self, X):
        h = F.linear(F.embedding(X, self.C).flatten(1), self.W1.T, self.b1).tanh()
        return torch.addmm(self.b2, h, self.W2)


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    params = model.parameters()
    losses = torch.empty(steps)
    for step in range(steps):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.nll_loss(F.log_softmax(model(Xb), dim=-1), Yb)
        gradients = torch.autograd.grad(loss, params)
        with torch.no_grad():
            for p, g in zip(params, gradients, strict=True):
                p.sub_(schedule(step) * g)
            losses[step] = loss
    return losses


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    """torch.logspace makes the powers in one call. The solution above raises 10 to evenly spaced
    exponents, which is what it does.
    """
    return torch.logspace(lo_exp, hi_exp, steps)


def suggest_lr(lrs, losses, window=51):
    losses = torch.tensor(losses, dtype=torch.float64)
    keep = losses.isfinite()
    if not keep.any():
        raise ValueError("no finite loss")
    row = losses[keep][None, None]
    smooth = F.avg_pool1d(row, window, 1, window // 2, count_include_pad=False)
    return lrs[keep][smooth.argmin()] / 10


def evaluate(model, X, Y, chunk=4096):
    """The loss of every example is kept, and their mean is taken at the end. The solution above
    adds up sums, which needs no more memory for more examples.
    """
    with torch.inference_mode():
        losses = [
            F.cross_entropy(model(x), y, reduction="none")
            for x, y in zip(X.split(chunk), Y.split(chunk), strict=True)
        ]
        return torch.cat(losses).mean()


def sample(model, n, block_size=3, *, generator):
    # All names at once; one that has ended goes on unread.
    """All names are drawn at once, one letter of each a step, and a name that has ended goes on
    unread. The solution above draws one name after another, which takes the chances in another
    order.
    """
    context = torch.zeros(n, block_size, dtype=torch.int64)
    columns = []
    ended = torch.zeros(n, dtype=torch.bool)
    while not bool(ended.all()):
        with torch.no_grad():
            probs = torch.softmax(model(context), dim=1)
        ix = torch.multinomial(probs, 1, generator=generator)
        columns.append(ix[:, 0].masked_fill(ended, 0))
        ended |= ix[:, 0] == 0
        context = torch.cat([context[:, 1:], ix], dim=1)
    names = torch.stack(columns, dim=1).tolist()
    return ["".join(ITOS[i] for i in row if i) for row in names]
