"""Sums written as matrix products and einsum, axes moved by transposing.

A sum over an axis is written as a product with a matrix, of ones or of one-hot rows, or as
einsum. The solution above names the axis in a sum, or indexes the entries, and builds no such
matrix.
"""

import torch


def dlogprobs(f, g):
    """The right letters are rows of a unit matrix, divided by -n. The solution above writes into
    the places that the mean looked at.
    """
    n, V = f.logprobs.shape
    return torch.eye(V)[f.Y] / -n


def dcounts_sum_inv(f, g):
    return torch.einsum("ij,ij->i", f.counts, g.probs).unsqueeze(1)


def dcounts_sum(f, g):
    """The square of 1 / counts_sum is at hand as counts_sum_inv. The solution above takes the
    power -2 of counts_sum.
    """
    return -f.counts_sum_inv.square() * g.counts_sum_inv


def dcounts(f, g):
    return f.counts_sum_inv * g.probs + g.counts_sum @ torch.ones(1, f.counts.shape[1])


def dnorm_logits(f, g):
    """The same product with rows and columns exchanged, and counts worked out again as exp. The
    solution above has the counts of the forward pass at hand.
    """
    return (f.norm_logits.T.exp() * g.counts.T).T


def dlogit_maxes(f, g):
    return g.norm_logits @ -torch.ones(g.norm_logits.shape[1], 1)


def dlogits(f, g):
    """Each row gets a one-hot row for its largest logit, and the rows are stacked. The solution
    above adds to the places of the largest logits in all rows at once.
    """
    rows = zip(g.norm_logits, f.logits.argmax(1), g.logit_maxes, strict=True)
    V = f.logits.shape[1]
    return torch.stack([row + torch.eye(V)[best] * d for row, best, d in rows])


def dh(f, g):
    return torch.einsum("ij,kj->ik", g.logits, f.W2)


def dW2(f, g):
    return torch.einsum("ij,ik->jk", f.h, g.logits)


def db2(f, g):
    return torch.ones(g.logits.shape[0]) @ g.logits


def dbngain(f, g):
    return torch.einsum("ij,ij->j", f.bnraw, g.hpreact).unsqueeze(0)


def dbnbias(f, g):
    return torch.ones(1, g.hpreact.shape[0]) @ g.hpreact


def dbnraw(f, g):
    """The gain stands on the diagonal of a matrix, so that a product scales each column. The
    solution above lets the row of gains broadcast, which needs no matrix.
    """
    return g.hpreact @ torch.diag(f.bngain[0])


def dbnvar_inv(f, g):
    return torch.diag(f.bndiff.T @ g.bnraw)[None]


def dbndiff2(f, g):
    n = f.bndiff2.shape[0]
    return torch.ones(n, 1) @ g.bnvar / (n - 1)


def dbnmeani(f, g):
    return -torch.ones(1, g.bndiff.shape[0]) @ g.bndiff


def dhprebn(f, g):
    n = f.hprebn.shape[0]
    return g.bndiff + torch.ones(n, 1) @ g.bnmeani / n


def dembcat(f, g):
    """Both sides are transposed: (A B) transposed is B transposed times A transposed. The solution
    above writes the product in the order of the forward pass.
    """
    return (f.W1 @ g.hprebn.transpose(0, 1)).transpose(0, 1)


def dW1(f, g):
    """Both sides are transposed: (A B) transposed is B transposed times A transposed. The solution
    above has the input in front, as the shape of W1 asks for it.
    """
    return (g.hprebn.T @ f.embcat).T


def db1(f, g):
    return g.hprebn.T @ torch.ones(g.hprebn.shape[0])


def dC(f, g):
    letters = torch.eye(f.C.shape[0])[f.X]
    return torch.einsum("ntv,nte->ve", letters, g.emb)


def cross_entropy_backward(logits, Y):
    """The softmax is written out with its maximum taken off, and the right letters are rows of a
    unit matrix. The solution above has torch's softmax and one_hot.
    """
    n, V = logits.shape
    shifted = logits - logits.amax(dim=1, keepdim=True)
    probs = shifted.exp() / (shifted.exp() @ torch.ones(V, 1))
    return (probs - torch.eye(V)[Y]) / n


def batchnorm_backward(dy, bnraw, bngain, bnvar_inv):
    n = dy.shape[0]
    var_path = bnraw * torch.einsum("ij,ij->j", dy, bnraw) / (n - 1)
    return (dy - dy.mean(0) - var_path) @ torch.diag((bngain * bnvar_inv)[0])
