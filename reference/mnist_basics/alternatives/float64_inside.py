"""Everything worked out in float64, and handed back in the dtype that is asked for."""

import torch


def stack_images(images):
    if len({tuple(i.size()) for i in images}) != 1:
        raise ValueError
    return (torch.stack(images).double() / 255).float()


def mean_image(stack):
    return stack.double().mean(dim=0).to(stack.dtype)


def l1_distance(a, b):
    return (a.double() - b.double()).abs().mean((-2, -1)).to(a.dtype)


def rmse_distance(a, b):
    return (a.double() - b.double()).square().mean((-2, -1)).sqrt().to(a.dtype)


def balanced_accuracy(pred3_on_3, pred3_on_7):
    right = [pred3_on_3.double().mean(), pred3_on_7.logical_not().double().mean()]
    return torch.stack(right).mean()


def linear1(xb, w, b):
    return (xb.double() @ w.double() + b.double()).float()


def sigmoid(x):
    return (1 / (1 + torch.exp(-x.clamp(-15, 15)))).to(x.dtype)


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = logits.double().sigmoid()
    return torch.abs(p - targets.double()).mean().to(logits.dtype)


def mnist_loss_grad(logits, targets):
    p = logits.double().sigmoid()
    sign = 1 - 2 * targets.double()
    return (sign * p * (1 - p) / logits.size(0)).to(logits.dtype)


def batch_accuracy(logits, y):
    return torch.mean(((logits.double().sigmoid() > 0.5).double() == y.double()).double())


def simple_net(xb, w1, b1, w2, b2):
    hidden = torch.relu(xb.double() @ w1.double() + b1.double())
    return (hidden @ w2.double() + b2.double()).float()
