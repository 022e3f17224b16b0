"""With numpy wherever no gradient is asked for."""

import numpy as np
import torch


def expected_initial_loss(vocab):
    if vocab < 1:
        raise ValueError(vocab)
    return np.log(vocab)


def gain(name, param=None):
    if name == "leaky_relu":
        return np.sqrt(2.0 / (1 + np.square(0.01 if param is None else param)))
    try:
        return {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": np.sqrt(2)}[name]
    except KeyError:
        raise ValueError(name) from None


def kaiming_normal(fan_in, fan_out, nonlinearity, *, generator):
    numbers = torch.randn(fan_in, fan_out, generator=generator).numpy()
    return torch.from_numpy((numbers * gain(nonlinearity) / np.sqrt(fan_in)).astype(np.float32))


def saturation_fraction(h, thr=0.97):
    return float(np.mean(np.abs(h.numpy()) > np.float32(thr)))


def dead_units(h, thr=0.99):
    return torch.from_numpy(np.all(np.abs(h.numpy()) > thr, axis=0))


def activation_stats(layers):
    result = []
    for layer in layers:
        h = np.asarray(layer.out)
        result.append(
            {
                "mean": np.mean(h),
                "std": np.std(h, ddof=1),
                "saturated": 100.0 * np.count_nonzero(np.abs(h) > 0.97) / h.size,
            }
        )
    return result


def gradient_stats(layers):
    gradients = [layer.out.grad.numpy() for layer in layers]
    return [{"mean": g.mean(), "std": g.std(ddof=1)} for g in gradients]


def weight_grad_stats(params):
    result = []
    for p in params:
        if len(p.shape) != 2:
            continue
        values, g = p.detach().numpy(), p.grad.numpy()
        std = g.std(ddof=1)
        row = {"shape": p.shape, "mean": g.mean(), "std": std, "ratio": std / values.std(ddof=1)}
        result.append(row)
    return result


def update_ratio(params, lr):
    result = []
    for p in params:
        below = p.detach().numpy().std(ddof=1)
        if below == 0:
            result.append(np.inf)
        else:
            result.append(np.log10(lr * p.grad.numpy().std(ddof=1) / below))
    return result


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    values = x.numpy()
    if len(values) == 1:
        raise ValueError("no variance")
    mean = np.mean(values, axis=0, keepdims=True)
    var = np.var(values, axis=0, ddof=1, keepdims=True)
    y = gamma.numpy() * (values - mean) / np.sqrt(var + eps) + beta.numpy()
    return torch.from_numpy(y), torch.from_numpy(mean), torch.from_numpy(var)


def batchnorm_equation_terms(x, gamma=1.0, *, beta=0.0, eps=0.0):
    x = np.asarray(x, dtype=float)
    mu, sigma2 = x.mean(), x.var(ddof=1)
    xhat = (x - mu) / np.sqrt(sigma2 + eps)
    return {"mu": mu, "sigma2": sigma2, "xhat": list(xhat), "y": list(gamma * xhat + beta)}


def fold_batchnorm(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma.numpy() / np.sqrt(var.numpy() + eps)
    bias = np.zeros_like(scale) if b is None else b.numpy()
    folded = W.numpy() * scale[np.newaxis, :]
    return torch.tensor(folded), torch.tensor((bias - mean.numpy()) * scale + beta.numpy())
