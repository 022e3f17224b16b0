"""float64 on the way, the asked dtype at the end; arguments by keyword and in another order."""

import torch


def log1p_column(values):
    v = torch.tensor(values, dtype=torch.float64)
    if torch.any(input=v < 0):
        raise ValueError("below 0")
    return torch.log1p(input=v).tolist()


def to_matrix(table, names):
    X = torch.tensor(
        [[float("nan" if v is None else v) for v in table[name]] for name in names],
        dtype=torch.float64,
    )
    if torch.any(torch.isnan(X)):
        raise ValueError("a gap")
    return torch.transpose(input=X, dim0=1, dim1=0).to(torch.float32)


def max_normalise(X):
    wide = X.double()
    maxes = torch.amax(dim=0, input=wide)
    maxes = torch.where(other=maxes, condition=maxes == 0, input=torch.ones((), dtype=wide.dtype))
    return torch.div(other=maxes, input=wide).to(X.dtype), maxes.to(X.dtype)


def apply_normalise(X, maxes):
    return torch.div(other=maxes.double(), input=X.double()).to(X.dtype)


def calc_preds_linear(coeffs, X):
    return torch.sum(dim=-1, input=X.double() * coeffs.double()).to(dtype=X.dtype)


def mae_loss(preds, y):
    if preds.ndim != y.ndim or preds.shape != y.shape:
        raise ValueError("shapes")
    return torch.mean(torch.abs(torch.sub(other=y.double(), input=preds.double())))


def linear_mae_grad(coeffs, X, y):
    wide = X.double()
    signs = torch.sign(input=torch.matmul(input=wide, other=coeffs.double()) - y)
    return torch.matmul(other=wide, input=signs).div(len(wide)).to(coeffs.dtype)


def sigmoid(x):
    return torch.reciprocal(1 + torch.exp(-x.clamp(-15, 15))).to(x.dtype)


def accuracy(preds, y):
    return torch.mean(dtype=torch.float64, input=((preds > 0.5) == (y > 0.5)).int())


def train(preds_fn, params, X, y, lr, epochs):
    losses = ()
    for _ in range(epochs):
        loss = torch.mean(torch.abs(preds_fn(params, X).double() - y))
        losses += (loss.item(),)
        loss.backward()
        with torch.no_grad():
            for p in params:
                p.copy_(p.double() - lr * p.grad)
                p.grad = None
    return list(losses)
