"""As in the lecture's notebook: buffers that become (1, dim), keepdim, p.data.

These are the lines of the lecture, with what the docstring asks for put in. The solution above
says the same in its own order, with names for what the lecture writes in place.
"""

import torch


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError("at least one letter")
    return -torch.tensor(1 / vocab).log()


def gain(name, param=None):
    """Each name has an if of its own, so that a rule stands beside each. The solution above looks
    the plain numbers up in a dict and has one if left, for the one that needs param.
    """
    if name in ("linear", "sigmoid"):
        return 1
    if name == "tanh":
        return 5.0 / 3
    if name == "relu":
        return 2.0**0.5
    if name == "leaky_relu":
        negative_slope = 0.01 if param is None else param
        return (2.0 / (1 + negative_slope**2)) ** 0.5
    raise ValueError(f"Unsupported nonlinearity {name}")


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    """The weights are drawn and then scaled by one factor after the other. The solution above
    works out the standard deviation first, under its own name, and multiplies once.
    """
    W = torch.randn((fan_in, fan_out), generator=generator)
    return W * gain(nonlinearity) / (fan_in**0.5)


def activation_stats(layers):
    stats = []
    for i, layer in enumerate(layers):  # noqa: B007
        t = layer.out
        saturated = (t.abs() > 0.97).float().mean() * 100
        stats.append({"mean": t.mean(), "std": t.std(), "saturated": saturated})
    return stats


def gradient_stats(layers):
    stats = []
    for layer in layers:
        t = layer.out.grad
        stats.append({"mean": t.mean(), "std": t.std()})
    return stats


def weight_grad_stats(params):
    stats = []
    for p in params:
        t = p.grad
        if p.ndim == 2:
            ratio = t.std() / p.std()
            stats.append(
                {"shape": tuple(p.shape), "mean": t.mean(), "std": t.std(), "ratio": ratio}
            )
    return stats


def update_ratio(params, lr):
    with torch.no_grad():
        return [((lr * p.grad).std() / p.data.std()).log10().item() for p in params]


def batchnorm_forward(hpreact, bngain, bnbias, eps=1e-5):
    """It works with the standard deviation, as the lecture does, and gets the variance back from
    it at the end. The solution above keeps the variance and takes its root where it divides.
    """
    if len(hpreact) == 1:
        raise ValueError("one row")
    bnmeani = hpreact.mean(0, keepdim=True)
    bnstdi = (hpreact.var(0, keepdim=True) + eps).sqrt()
    hpreact = bngain * (hpreact - bnmeani) / bnstdi + bnbias
    return hpreact, bnmeani, bnstdi**2 - eps


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, generator=None):
        self.weight = torch.randn((fan_in, fan_out), generator=generator) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        self.out = x @ self.weight
        if self.bias is not None:
            self.out += self.bias
        return self.out

    def parameters(self):
        return [self.weight] + ([] if self.bias is None else [self.bias])


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, momentum=0.1):
        self.eps = eps
        self.momentum = momentum
        self.training = True
        self.gamma = torch.ones(dim)
        self.beta = torch.zeros(dim)
        self.running_mean = torch.zeros(dim)
        self.running_var = torch.ones(dim)

    def __call__(self, x):
        if self.training:
            xmean = x.mean(0, keepdim=True)
            xvar = x.var(0, keepdim=True)
        else:
            xmean = self.running_mean
            xvar = self.running_var
        xhat = (x - xmean) / torch.sqrt(xvar + self.eps)
        self.out = self.gamma * xhat + self.beta
        if self.training:
            with torch.no_grad():
                self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * xmean
                self.running_var = (1 - self.momentum) * self.running_var + self.momentum * xvar
        return self.out

    def parameters(self):
        return [self.gamma, self.beta]


class Tanh:
    def __call__(self, x):
        self.out = torch.tanh(x)
        return self.out

    def parameters(self):
        return []


def build_deep_mlp(
    vocab_size, block_size, n_embd, n_hidden, n_layers=5, *, batchnorm=True, gain=1.0, generator
):
    C = torch.randn((vocab_size, n_embd), generator=generator)
    widths = [n_embd * block_size] + [n_hidden] * n_layers
    layers = []
    for fan_in in widths[:-1]:
        layers += [Linear(fan_in, n_hidden, bias=not batchnorm, generator=generator)]
        layers += [BatchNorm1d(n_hidden), Tanh()] if batchnorm else [Tanh()]
    layers += [Linear(n_hidden, vocab_size, bias=not batchnorm, generator=generator)]
    layers += [BatchNorm1d(vocab_size)] if batchnorm else []
    with torch.no_grad():
        if batchnorm:
            layers[-1].gamma *= 0.1
        else:
            layers[-1].weight *= 0.1
        for layer in layers[:-1]:
            if isinstance(layer, Linear):
                layer.weight *= gain
    parameters = [C] + [p for layer in layers for p in layer.parameters()]
    for p in parameters:
        p.requires_grad = True
    return C, layers


def set_training(layers, flag):
    for layer in layers:
        layer.training = flag
