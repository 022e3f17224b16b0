"""Other operations of torch: einsum, stack, index ops, tanh in place of exp, addmm."""

import torch
from torch.nn import functional as F


def to_matrix(table, names):
    nan = float("nan")
    columns = [[nan if v is None else v for v in table[name]] for name in names]
    X = torch.stack([torch.tensor(column, dtype=torch.float32) for column in columns], dim=1)
    if X.isnan().any():
        raise ValueError("missing")
    return X


def max_normalise(X):
    maxes = X.max(0, keepdim=True).values
    maxes = maxes.masked_fill(maxes == 0, 1.0)
    return torch.div(X, maxes), maxes.squeeze(0)


def apply_normalise(X, maxes):
    return torch.einsum("nk,k->nk", X, maxes.reciprocal())


def random_split(n, valid_frac=0.2, *, generator):
    order = torch.randperm(n, generator=generator)
    n_valid = int(valid_frac * n)
    train, valid = torch.split(order, [n - n_valid, n_valid])
    return train, valid


def calc_preds_linear(coeffs, X):
    return torch.einsum("nk,k->n", X, coeffs)


def mae_loss(preds, y):
    if preds.size() != y.size():
        raise ValueError("sizes")
    return torch.linalg.vector_norm(preds - y, ord=1) / preds.numel()


def linear_mae_grad(coeffs, X, y):
    r = torch.mv(X, coeffs) - y
    above, below = (r > 0).to(X.dtype), (r < 0).to(X.dtype)
    return torch.einsum("nk,n->k", X, above - below).div(len(y))


def sigmoid(x):
    return 0.5 * (1 + torch.tanh(x / 2))


def update_coeffs(params, lr):
    with_grad = [p for p in params if p.grad is not None]
    torch._foreach_add_([p.data for p in with_grad], [p.grad for p in with_grad], alpha=-lr)
    for p in with_grad:
        p.grad.detach_().zero_()


def init_two_layer(k, h=20, *, generator):
    l1 = torch.empty(k, h).uniform_(generator=generator).sub_(0.5).div_(h)
    l2 = torch.empty(h, 1).uniform_(-0.3, 0.7, generator=generator)
    const = torch.rand((), generator=generator)
    for p in (l1, l2, const):
        p.requires_grad = True
    return [l1, l2, const]


def preds_two_layer(params, X):
    return torch.addmm(params[2], torch.clamp(X.mm(params[0]), min=0), params[1]).sigmoid()


def init_deep(sizes, *, generator):
    layers, consts = [], []
    for i in range(1, len(sizes)):
        W = torch.rand((sizes[i - 1], sizes[i]), generator=generator)
        layers.append((4 * (W - 0.3) / sizes[i]).requires_grad_(True))
    for _ in layers:
        b = (0.1 * (torch.rand(1, generator=generator) - 0.5)).squeeze()
        consts.append(b.requires_grad_(True))
    return tuple(layers), tuple(consts)


def preds_deep(params, X):
    *hidden, last = zip(*params, strict=True)
    for W, b in hidden:
        X = F.linear(X, W.T, b.expand(W.shape[1])).relu()
    return F.linear(X, last[0].T, last[1].reshape(1)).sigmoid()


def accuracy(preds, y):
    return torch.eq(preds.gt(0.5), y.bool()).sum() / y.numel()


def train(preds_fn, params, X, y, lr, epochs):
    losses = []
    while len(losses) < epochs:
        loss = F.l1_loss(preds_fn(params, X), y)
        losses.append(loss.detach())
        for p, g in zip(params, torch.autograd.grad(loss, params), strict=True):
            p.data.add_(g, alpha=-lr)
    return losses
