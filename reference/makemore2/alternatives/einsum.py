"""Products in place of lookups: one-hot vectors, einsum, the log of a sum of exponentials."""

import torch
from torch.nn import functional as F


def embed(C, X):
    hot = F.one_hot(X, C.shape[0]).to(C.dtype)
    return torch.einsum("nbv,ve->nbe", hot, C).reshape(X.shape[0], -1)


class MLP:
    def __init__(self, vocab, block, emb, hidden, *, generator):
        shapes = [(vocab, emb), (block * emb, hidden), (hidden,), (hidden, vocab), (vocab,)]
        self.params = [torch.randn(*s, generator=generator, requires_grad=True) for s in shapes]
        self.C, self.W1, self.b1, self.W2, self.b2 = self.params
        self.block, self.emb = block, emb

    def forward(self, X):
        W1 = self.W1.view(self.block, self.emb, -1)
        h = torch.tanh(torch.einsum("nbe,beh->nh", self.C[X], W1) + self.b1)
        return torch.einsum("nh,hv->nv", h, self.W2).add(self.b2)

    def parameters(self):
        return self.params


def cross_entropy(logits, y):
    right = logits.gather(1, y[:, None]).squeeze(1)
    top = logits.amax(1)
    return (torch.exp(logits - top[:, None]).sum(1).log() + top - right).mean()


def init_scaled(model):
    with torch.no_grad():
        model.W1.mul_(5 / 3 / model.W1.size(0) ** 0.5)
        torch.mul(model.b1, 0.01, out=model.b1)
        model.W2.copy_(0.01 * model.W2)
        model.b2.fill_(0.0)


def get_batch(X, Y, batch_size, *, generator):
    chances = torch.ones(len(X))
    ix = torch.multinomial(chances, batch_size, replacement=True, generator=generator)
    return X.index_select(0, ix), Y.index_select(0, ix)


def sgd_step(params, lr):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.add_(p.grad, alpha=-lr)


def step_decay(step, total, lr=0.1, *, factor=0.1, at=0.5):
    return lr * (1.0, factor)[step >= at * total]
