"""One-hot vectors of one's own, and sums of products by torch.einsum."""

import torch

SYMBOLS = ".abcdefghijklmnopqrstuvwxyz"


def _hot(ix):
    return torch.eye(27, dtype=torch.float64)[ix]


def bigram_counts(words):
    if not words or not set("".join(words)) <= set(SYMBOLS[1:]):
        raise ValueError("words of letters a to z are needed")
    text = [SYMBOLS.index(c) for w in words for c in "." + w]
    after = [SYMBOLS.index(c) for w in words for c in w + "."]
    return torch.einsum("na,nb->ab", _hot(text), _hot(after)).long()


def normalise_rows(N, smoothing=1.0):
    P = N.double() + smoothing
    sums = torch.einsum("ij->i", P)
    P = torch.einsum("ij,i->ij", P, 1 / sums)
    P[sums == 0] = 1 / N.shape[1]
    return P if N.dtype == torch.float64 else P.float()


def nll(P, words):
    if not words:
        raise ValueError("no words")
    first = _hot([SYMBOLS.index(c) for w in words for c in "." + w])
    second = _hot([SYMBOLS.index(c) for w in words for c in w + "."])
    N = torch.einsum("na,nb->ab", first, second)
    seen = N > 0
    return -torch.einsum("i,i->", N[seen], P[seen].double().log()) / N.sum()


def one_hot(ix, num_classes):
    if not torch.all((ix >= 0) & (ix < num_classes)):
        raise ValueError("out of range")
    return torch.zeros(*ix.shape, num_classes).scatter_(-1, ix[..., None], 1.0)


def softmax(logits, dim=-1):
    exps = torch.exp(logits - torch.max(logits, dim=dim, keepdim=True).values)
    return torch.div(exps, torch.sum(exps, dim=dim, keepdim=True))


def _log_sum(z):
    top = z.max(1, keepdim=True).values
    return top[:, 0] + torch.log(torch.exp(z - top).sum(1))


def cross_entropy(logits, targets):
    lse = _log_sum(logits)
    right = torch.gather(logits, 1, targets[:, None])[:, 0]
    return (lse - right).mean()


def bigram_nn_loss(W, xs, ys, reg=0.0):
    logits = torch.einsum("nx,xv->nv", _hot(xs).to(W.dtype), W)
    right = torch.einsum("nv,nv->n", logits, _hot(ys).to(W.dtype))
    return (_log_sum(logits) - right).mean() + reg * W.pow(2).mean()


def bigram_nn_grad(W, xs, ys, reg=0.0):
    X, Y = _hot(xs), _hot(ys)
    logits = torch.einsum("nx,xv->nv", X, W.double())
    probs = (logits - _log_sum(logits)[:, None]).exp()
    dW = torch.einsum("nx,nv->xv", X, probs - Y) / len(xs) + 2 * reg * W.double() / W.numel()
    return dW.to(W.dtype)


def trigram_counts(words):
    a = [SYMBOLS.index(c) for w in words for c in (".." + w)[: len(w) + 1]]
    b = [SYMBOLS.index(c) for w in words for c in "." + w]
    c = [SYMBOLS.index(c) for w in words for c in w + "."]
    return torch.einsum("na,nb,nc->abc", _hot(a), _hot(b), _hot(c)).long()
