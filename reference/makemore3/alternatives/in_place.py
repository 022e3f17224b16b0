"""Operations in place, on tensors of one's own: clones, normal_, mul_, lerp_."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    W = torch.empty(fan_in, fan_out)
    return W.normal_(0.0, gain(nonlinearity) * fan_in**-0.5, generator=generator)


def saturation_fraction(h, thr=0.97):
    ones = torch.zeros_like(h)
    ones[h > thr] = 1
    ones[h < -thr] = 1
    return ones.sum().div_(h.numel()).item()


def dead_units(h, thr=0.99):
    return (h.abs() > thr).sum(0) == len(h)


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    n = x.shape[0]
    if n < 2:
        raise ValueError("no variance of one row")
    mean = x.mean(0, keepdim=True)
    y = x.clone()
    y -= mean
    var = (y**2).sum(0, keepdim=True).div_(n - 1)
    y /= (var + eps).sqrt_()
    y *= gamma
    y += beta
    return y, mean, var


def fold_batchnorm(W, b, gamma, beta, mean, var, eps=1e-5):
    factor = (var + eps).rsqrt_().mul_(gamma)
    W2 = W.clone().mul_(factor)
    b2 = mean.neg() if b is None else b.clone().sub_(mean)
    b2 *= factor
    b2 += beta
    return W2, b2


class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator=None):
        self.weight = torch.randn(fan_in, fan_out, generator=generator)
        self.weight *= fan_in**-0.5
        self.bias = None
        if bias:
            self.bias = torch.zeros(fan_out)

    def __call__(self, x):
        self.out = torch.matmul(x, self.weight)
        if self.bias is not None:
            self.out = self.out.add_(self.bias)
        return self.out

    def parameters(self):
        return [p for p in (self.weight, self.bias) if p is not None]


class BatchNorm1d:
    def __init__(self, dim, eps=1e-5, *, momentum=0.1):
        self.eps, self.momentum, self.training = eps, momentum, True
        self.gamma, self.beta = torch.ones(dim), torch.zeros(dim)
        self.running_mean, self.running_var = torch.zeros(1, dim), torch.ones(1, dim)

    def __call__(self, x):
        if self.training:
            var, mean = torch.var_mean(x, dim=0, keepdim=True)
            self.running_mean.lerp_(mean.detach(), self.momentum)
            self.running_var.lerp_(var.detach(), self.momentum)
        else:
            # Copies: the buffers change in place later.
            mean, var = self.running_mean.clone(), self.running_var.clone()
        self.out = torch.addcmul(self.beta, (x - mean) * torch.rsqrt(var + self.eps), self.gamma)
        return self.out

    def parameters(self):
        return (self.gamma, self.beta)


class Tanh:
    def __call__(self, x):
        self.out = x.clone().tanh_()
        return self.out

    def parameters(self):
        return ()


def build_deep_mlp(
    vocab_size, block_size, n_embd, n_hidden, n_layers=5, *, batchnorm=True, gain=1.0, generator
):
    C = torch.empty(vocab_size, n_embd).normal_(generator=generator)
    sizes = [block_size * n_embd, *[n_hidden] * n_layers, vocab_size]
    layers = []
    for i in range(n_layers + 1):
        last = i == n_layers
        linear = Linear(sizes[i], sizes[i + 1], bias=not batchnorm, generator=generator)
        if not last:
            linear.weight.mul_(gain)
        elif not batchnorm:
            linear.weight.mul_(0.1)
        layers.append(linear)
        if batchnorm:
            layers.append(BatchNorm1d(sizes[i + 1]))
        if not last:
            layers.append(Tanh())
    if batchnorm:
        layers[-1].gamma.fill_(0.1)
    return C, layers


def set_training(layers, flag):
    for layer in layers:
        if hasattr(layer, "training"):
            layer.training = flag
