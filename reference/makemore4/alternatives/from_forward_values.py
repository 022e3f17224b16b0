"""dlogits from f alone, the fused way, and the fused loss through log_softmax."""

import torch
import torch.nn.functional as F


def dlogits(f, g):
    dlogits = f.probs.clone()
    dlogits[range(len(f.Y)), f.Y] -= 1
    return dlogits / len(f.Y)


def dhpreact(f, g):
    return (1 - torch.tanh(f.hpreact) ** 2) * g.h


def dbnraw(f, g):
    return torch.mul(g.hpreact, f.bngain)


def dbnvar(f, g):
    return -(f.bnvar_inv**3) / 2 * g.bnvar_inv


def dbndiff(f, g):
    return g.bnraw * f.bnvar_inv + 2.0 * (f.hprebn - f.bnmeani) * g.bndiff2


def dhprebn(f, g):
    """The whole of batch normalisation in one formula, from dbnraw."""
    n = f.bnraw.shape[0]
    mean = g.bnraw.mean(0, keepdim=True)
    return f.bnvar_inv * (g.bnraw - mean - f.bnraw * (g.bnraw * f.bnraw).sum(0) / (n - 1))


def cross_entropy_backward(logits, Y):
    dlogits = F.log_softmax(logits, dim=-1).exp()
    dlogits[torch.arange(Y.numel()), Y] -= 1
    return dlogits * (1 / Y.numel())


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    """The Jacobian of each column as a matrix."""
    n, H = dy.shape
    columns = []
    for j in range(H):
        x = bnraw[:, j : j + 1]
        jacobian = torch.eye(n) - torch.ones(n, n) / n - x @ x.T / (n - 1)
        columns.append(bngain[0, j] * bnvar_inv[0, j] * (jacobian @ dy[:, j]))
    return torch.stack(columns, dim=1)
