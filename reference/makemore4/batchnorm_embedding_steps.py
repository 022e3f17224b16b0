"""makemore 4, group C: back through batch normalisation, the first linear layer, the embedding.

Every function gets f and g, as in cross_entropy_steps.py, and returns one gradient. f holds the
values of a complete forward pass. g holds the gradients that the functions of groups A and B and
the functions above return. In most checks the gradients in g start from arbitrary numbers.

n is the number of rows (examples), H the number of hidden units, V the number of letters, T the
number of letters in a context, e the size of an embedding, D = T * e. All numbers are float32. A
gradient has the shape of its value. Autograd is switched off in this file.
"""

from types import SimpleNamespace

import torch
from torch import Tensor


def dbngain(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bngain`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    f.bnraw    (n, H)
    g.hpreact  (n, H)  known, like the gradients before it
    returns    (1, H)  dloss/dbngain
    """
    return (f.bnraw * g.hpreact).sum(dim=0, keepdim=True)


def dbnbias(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnbias`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    g.hpreact  (n, H)  known, like the gradients before it
    returns    (1, H)  dloss/dbnbias
    """
    return g.hpreact.sum(dim=0, keepdim=True)


def dbnraw(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnraw`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    f.bngain   (1, H)
    g.hpreact  (n, H)  known, like the gradients before it
    returns    (n, H)  dloss/dbnraw
    """
    return f.bngain * g.hpreact


def dbnvar_inv(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnvar_inv`.

    Forward: bnraw = bndiff * bnvar_inv, where (n, H) = (n, H) * (1, H)

    f.bndiff  (n, H)
    g.bnraw   (n, H)  known, like the gradients before it
    returns   (1, H)  dloss/dbnvar_inv
    """
    return (f.bndiff * g.bnraw).sum(dim=0, keepdim=True)


def dbnvar(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnvar`.

    Forward: bnvar_inv = (bnvar + 1e-5) ** -0.5, entry by entry

    f.bnvar      (1, H)  in some checks so small that the 1e-5 shows
    g.bnvar_inv  (1, H)  known, like the gradients before it
    returns      (1, H)  dloss/dbnvar
    """
    return -0.5 * (f.bnvar + 1e-5) ** -1.5 * g.bnvar_inv


def dbndiff2(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bndiff2`.

    Forward: bnvar = bndiff2.sum(dim=0, keepdim=True) / (n - 1), where (1, H) comes from (n, H)

    f.bndiff2  (n, H)
    g.bnvar    (1, H)  known, like the gradients before it
    returns    (n, H)  dloss/dbndiff2
    """
    n = f.bndiff2.shape[0]
    return torch.ones_like(f.bndiff2) / (n - 1) * g.bnvar


def dbndiff(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bndiff`.

    Forward: bndiff2 = bndiff ** 2, entry by entry
             bnraw = bndiff * bnvar_inv, where (n, H) = (n, H) * (1, H)

    f.bndiff     (n, H)
    f.bnvar_inv  (1, H)
    g.bnraw      (n, H)  known
    g.bndiff2    (n, H)  known, like the other gradients before it
    returns      (n, H)  dloss/dbndiff
    """
    through_bnraw = f.bnvar_inv * g.bnraw
    through_bndiff2 = 2 * f.bndiff * g.bndiff2
    return through_bnraw + through_bndiff2


def dbnmeani(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnmeani`.

    Forward: bndiff = hprebn - bnmeani, where (n, H) = (n, H) - (1, H)

    g.bndiff  (n, H)  known, like the gradients before it
    returns   (1, H)  dloss/dbnmeani
    """
    return -g.bndiff.sum(dim=0, keepdim=True)


def dhprebn(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `hprebn`.

    Forward: bnmeani = hprebn.sum(dim=0, keepdim=True) / n, where (1, H) comes from (n, H)
             bndiff = hprebn - bnmeani, where (n, H) = (n, H) - (1, H)

    g.bndiff   (n, H)  known
    g.bnmeani  (1, H)  known, like the other gradients before it
    returns    (n, H)  dloss/dhprebn
    """
    n = f.hprebn.shape[0]
    through_bnmeani = g.bnmeani / n  # (1, H): the same number for each row of the column
    return g.bndiff + through_bnmeani


def dembcat(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `embcat`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    f.W1      (D, H)
    g.hprebn  (n, H)  known, like the gradients before it
    returns   (n, D)  dloss/dembcat
    """
    return g.hprebn @ f.W1.T


def dW1(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `W1`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    f.embcat  (n, D)
    g.hprebn  (n, H)  known, like the gradients before it
    returns   (D, H)  dloss/dW1
    """
    return f.embcat.T @ g.hprebn


def db1(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `b1`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    g.hprebn  (n, H)  known, like the gradients before it
    returns   (H,)    dloss/db1

    With the gradients of a real loss the result is 0 up to rounding. The checks of this step put
    other numbers into g, so that the result is not 0.
    """
    return g.hprebn.sum(dim=0)


def demb(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `emb`.

    Forward: embcat = emb.reshape(n, D), where (n, D) comes from (n, T, e)

    f.emb     (n, T, e)
    g.embcat  (n, D)     known, like the gradients before it
    returns   (n, T, e)  dloss/demb
    """
    return g.embcat.reshape(f.emb.shape)


def dC(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `C`.

    Forward: emb = C[X], where (n, T, e) comes from (V, e): emb[i, t] is row X[i, t] of C

    f.C      (V, e)
    f.X      (n, T)     int64  a letter may occur several times, or not at all
    g.emb    (n, T, e)  known, like the gradients before it
    returns  (V, e)     dloss/dC
    """
    rows = f.X.flatten()  # the n * T letters, one after another
    return torch.zeros_like(f.C).index_add(0, rows, g.emb.flatten(end_dim=1))
