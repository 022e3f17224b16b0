"""torch.nn.functional and other ready-made functions, where they are allowed.

A function that torch has ready does most of the work. The solution above writes out more of
what such a function does.
"""

import torch
import torch.nn.functional as F


def mean_image(stack):
    return torch.mean(stack, axis=0)


def make_dataset(threes, sevens):
    X = torch.vstack((threes.flatten(start_dim=1), sevens.flatten(start_dim=1)))
    y = torch.cat((threes.new_ones(threes.size(0)), sevens.new_zeros(sevens.size(0))))
    return [X, y[:, None]]


def l1_distance(a, b):
    return torch.linalg.vector_norm(a - b, ord=1, dim=(-2, -1)) / (a.shape[-1] * a.shape[-2])


def rmse_distance(a, b):
    a, b = torch.broadcast_tensors(a, b)
    return torch.sqrt(F.mse_loss(a, b, reduction="none").mean(dim=[-1, -2]))


def classify_by_similarity(x, mean3, mean7):
    """The comparison is the function torch.lt, and the arguments of a distance may change places.
    The solution above writes the comparison with the operator.
    """
    return torch.lt(l1_distance(x, mean3), l1_distance(mean7, x))


def init_params(size, std=1.0, *, generator=None):
    """The numbers are drawn into an empty tensor in place, and then gradients are asked for. The
    solution above multiplies first: a tensor that was made by an operation on one with
    gradients would be no leaf.
    """
    shape = (size,) if isinstance(size, int) else tuple(size)
    p = torch.empty(shape).normal_(0.0, std, generator=generator)
    p.requires_grad = True
    return p


def linear1(xb, w, b):
    return F.linear(xb, w.T, b)


def sigmoid(x):
    """The sigmoid is a tanh, moved and scaled to lie between 0 and 1, and tanh does not overflow.
    The solution above keeps the formula with exp and takes care of its large arguments.
    """
    return (1 + torch.tanh(x / 2)) / 2


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    return F.l1_loss(torch.sigmoid(logits), targets.to(logits.dtype))


def mnist_loss_grad(logits, targets):
    """The sign is 1 - 2 * targets, arithmetic that is right since targets are 0 or 1. The solution
    above chooses the sign with torch.where, which says what is meant.
    """
    p = torch.sigmoid(logits)
    return (1 - 2 * targets).to(p.dtype) * p * (1 - p) * (1 / logits.numel())


def simple_net(xb, w1, b1, w2, b2):
    return F.linear(F.relu(F.linear(xb, w1.t(), b1)), w2.t(), b2)


def train_epoch(model, dl, opt):
    for batch in dl:
        opt.zero_grad()
        loss = mnist_loss(model(batch[0]), batch[1])
        loss.backward()
        opt.step()
