"""In place on tensors of one's own; lr_find saves the parameters and puts them back."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

import torch
from torch.nn import functional as F


class MLP:
    def __init__(self, vocab, block, emb, hidden, *, generator):
        self.C = torch.empty(vocab, emb).normal_(generator=generator).requires_grad_()
        self.W1 = torch.empty(block * emb, hidden).normal_(generator=generator).requires_grad_()
        self.b1 = torch.empty(hidden).normal_(generator=generator).requires_grad_()
        self.W2 = torch.empty(hidden, vocab).normal_(generator=generator).requires_grad_()
        self.b2 = torch.empty(vocab).normal_(generator=generator).requires_grad_()

    def forward(self, X):
        x = embed(self.C, X) @ self.W1
        x += self.b1
        x = x.tanh_() @ self.W2
        x += self.b2
        return x

    def parameters(self):
        return (self.C, self.W1, self.b1, self.W2, self.b2)


def cross_entropy(logits, y):
    z = logits.clone()
    z -= logits.detach().max(dim=1).values.unsqueeze(1)
    z = z - z.exp().sum(1, keepdim=True).log_()
    return z[torch.arange(y.numel()), y].neg().mean()


def init_scaled(model):
    for p in model.parameters()[1:3]:
        p.data.mul_(0.01 if p.dim() == 1 else 5 / (3 * p.shape[0] ** 0.5))
    model.W2.data.div_(100)
    model.b2.data.zero_()


def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data.sub_(p.grad.mul(lr))


def zero_grads(params):
    for p in params:
        if p.grad is not None:
            p.grad.fill_(0.0)


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    params = model.parameters()
    saved = [p.detach().clone() for p in params]
    losses = torch.zeros(len(lrs))
    for i, lr in enumerate(lrs):
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        zero_grads(params)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        loss.backward()
        sgd_step(params, lr)
        losses[i] = loss.detach()
    for p, value in zip(params, saved, strict=True):
        p.data.copy_(value)
        p.grad = None
    return lrs, losses.tolist()


def train(model, splits, steps, batch_size=32, *, schedule, generator):
    X, Y = splits[0]
    log = [0.0] * steps
    for step in range(steps):
        zero_grads(model.parameters())
        Xb, Yb = get_batch(X, Y, batch_size, generator=generator)
        loss = F.cross_entropy(model.forward(Xb), Yb)
        loss.backward()
        sgd_step(model.parameters(), torch.tensor(schedule(step)))
        log[step] += loss.item()
    return log
