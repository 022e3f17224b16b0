"""float64 inside, the asked dtype outside."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch
from torch.nn import functional as F


class MLP(MLP):
    def forward(self, X):
        C, W1, b1, W2, b2 = (p.double() for p in self.parameters())
        h = torch.tanh(C[X].flatten(1) @ W1 + b1)
        return (h @ W2 + b2).to(self.C.dtype)


def cross_entropy(logits, y):
    z = logits.double()
    z = z - z.max(1, keepdim=True)[0]
    probs = z.exp().sum(1).log() - z[torch.arange(len(z)), y]
    return probs.mean().to(logits.dtype)


def lr_range(lo_exp=-3.0, hi_exp=0.0, *, steps=1000):
    return (10 ** torch.linspace(lo_exp, hi_exp, steps, dtype=torch.float64)).float()


def suggest_lr(lrs, losses, window=51):
    losses = torch.as_tensor(losses, dtype=torch.float64)
    lrs, losses = lrs.double()[losses.isfinite()], losses[losses.isfinite()]
    if losses.numel() == 0:
        raise ValueError("nothing finite")
    total = torch.cat([torch.zeros(1, dtype=torch.float64), losses.cumsum(0)])
    places = torch.arange(len(losses))
    left = (places - window // 2).clamp(min=0)
    right = (places + window // 2 + 1).clamp(max=len(losses))
    smooth = (total[right] - total[left]) / (right - left)
    return (lrs[smooth.argmin()] / 10).item()


def evaluate(model, X, Y, chunk=4096):
    total = torch.zeros((), dtype=torch.float64)
    for part in torch.arange(len(X)).split(chunk):
        with torch.no_grad():
            logits = model.forward(X[part]).double()
        total += F.cross_entropy(logits, Y[part]) * len(part)
    return total / len(X)
