"""float64 inside, rounded at the end."""

import torch


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        weight = torch.randn(fan_in, fan_out, generator=generator).double() / fan_in**0.5
        self.weight = weight.float()
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        out = x.double() @ self.weight.double()
        if self.bias is not None:
            out = out + self.bias.double()
        self.out = out.float()
        return self.out

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, *, momentum=0.1):
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        if len(x.shape) not in (2, 3):
            raise ValueError("2 or 3 axes")
        h = x.double().reshape(-1, x.shape[-1])
        if self.training:
            n = len(h)
            mean = h.sum(0) / n
            var = ((h - mean) ** 2).sum(0) / (n - 1)
            with torch.no_grad():
                self.running_mean = (
                    0.0 + (1 - self.momentum) * self.running_mean.double() + self.momentum * mean
                ).float()
                self.running_var = (
                    (1 - self.momentum) * self.running_var.double() + self.momentum * var
                ).float()
        else:
            mean, var = self.running_mean.double(), self.running_var.double()
        y = self.gamma * (h - mean) / (var + self.eps) ** 0.5 + self.beta
        self.out = y.reshape(x.shape).float()
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


def evaluate(model, X, Y):
    before = model.training
    try:
        model.train(False)
        with torch.no_grad():
            scores = model(X).double()
            probs = scores.exp() / scores.exp().sum(-1, keepdim=True)
            right = probs.flatten(0, -2)[torch.arange(Y.numel()), Y.flatten()]
            return -right.log().mean()
    finally:
        model.train(before)


def smooth(losses, k):
    if k < 1 or len(losses) < k:
        raise ValueError
    points = torch.tensor(losses).double().split(k)
    return torch.stack([point.mean() for point in points if len(point) == k])


def dilated_forward(emb, weights, seq):
    if 2 ** len(weights) > len(seq):
        raise ValueError
    h = emb.double()[seq]
    for level, W in enumerate(weights):
        h = torch.tanh(torch.hstack([h[: -(2**level)], h[2**level :]]) @ W.double())
    return h.to(emb.dtype)
