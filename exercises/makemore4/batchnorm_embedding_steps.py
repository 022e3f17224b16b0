"""makemore 4, group C: back through batch normalisation, the first linear layer, the embedding.

Every function gets f and g, as in cross_entropy_steps.py, and returns one gradient. f holds the
values of a complete forward pass. g holds the gradients that the functions of groups A and B and
the functions above return. In most checks the gradients in g start from arbitrary numbers.

n is the number of rows (examples), H the number of hidden units, V the number of letters, T the
number of letters in a context, e the size of an embedding, D = T * e. All numbers are float32. A
gradient has the shape of its value. Autograd is switched off in this file.
"""

from types import SimpleNamespace

import torch  # noqa: F401
from torch import Tensor


def dbngain(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bngain`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    f.bnraw    (n, H)
    g.hpreact  (n, H)  known, like the gradients before it
    returns    (1, H)  dloss/dbngain
    """
    raise NotImplementedError("M4-E13 dbngain")


def dbnbias(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnbias`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    g.hpreact  (n, H)  known, like the gradients before it
    returns    (1, H)  dloss/dbnbias
    """
    raise NotImplementedError("M4-E14 dbnbias")


def dbnraw(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnraw`.

    Forward: hpreact = bngain * bnraw + bnbias, where (n, H) = (1, H) * (n, H) + (1, H)

    f.bngain   (1, H)
    g.hpreact  (n, H)  known, like the gradients before it
    returns    (n, H)  dloss/dbnraw
    """
    raise NotImplementedError("M4-E15 dbnraw")


def dbnvar_inv(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnvar_inv`.

    Forward: bnraw = bndiff * bnvar_inv, where (n, H) = (n, H) * (1, H)

    f.bndiff  (n, H)
    g.bnraw   (n, H)  known, like the gradients before it
    returns   (1, H)  dloss/dbnvar_inv
    """
    raise NotImplementedError("M4-E16 dbnvar_inv")


def dbnvar(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnvar`.

    Forward: bnvar_inv = (bnvar + 1e-5) ** -0.5, entry by entry

    f.bnvar      (1, H)  in some checks so small that the 1e-5 shows
    g.bnvar_inv  (1, H)  known, like the gradients before it
    returns      (1, H)  dloss/dbnvar
    """
    raise NotImplementedError("M4-E17 dbnvar")


def dbndiff2(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bndiff2`.

    Forward: bnvar = bndiff2.sum(dim=0, keepdim=True) / (n - 1), where (1, H) comes from (n, H)

    f.bndiff2  (n, H)
    g.bnvar    (1, H)  known, like the gradients before it
    returns    (n, H)  dloss/dbndiff2
    """
    raise NotImplementedError("M4-E18 dbndiff2")


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
    raise NotImplementedError("M4-E19 dbndiff")


def dbnmeani(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `bnmeani`.

    Forward: bndiff = hprebn - bnmeani, where (n, H) = (n, H) - (1, H)

    g.bndiff  (n, H)  known, like the gradients before it
    returns   (1, H)  dloss/dbnmeani
    """
    raise NotImplementedError("M4-E20 dbnmeani")


def dhprebn(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `hprebn`.

    Forward: bnmeani = hprebn.sum(dim=0, keepdim=True) / n, where (1, H) comes from (n, H)
             bndiff = hprebn - bnmeani, where (n, H) = (n, H) - (1, H)

    g.bndiff   (n, H)  known
    g.bnmeani  (1, H)  known, like the other gradients before it
    returns    (n, H)  dloss/dhprebn
    """
    raise NotImplementedError("M4-E21 dhprebn")


def dembcat(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `embcat`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    f.W1      (D, H)
    g.hprebn  (n, H)  known, like the gradients before it
    returns   (n, D)  dloss/dembcat
    """
    raise NotImplementedError("M4-E22 dembcat")


def dW1(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `W1`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    f.embcat  (n, D)
    g.hprebn  (n, H)  known, like the gradients before it
    returns   (D, H)  dloss/dW1
    """
    raise NotImplementedError("M4-E23 dW1")


def db1(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `b1`.

    Forward: hprebn = embcat @ W1 + b1, where (n, H) = (n, D) @ (D, H) + (H,)

    g.hprebn  (n, H)  known, like the gradients before it
    returns   (H,)    dloss/db1

    With the gradients of a real loss the result is 0 up to rounding. The checks of this step put
    other numbers into g, so that the result is not 0.
    """
    raise NotImplementedError("M4-E24 db1")


def demb(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `emb`.

    Forward: embcat = emb.reshape(n, D), where (n, D) comes from (n, T, e)

    f.emb     (n, T, e)
    g.embcat  (n, D)     known, like the gradients before it
    returns   (n, T, e)  dloss/demb
    """
    raise NotImplementedError("M4-E25 demb")


def dC(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `C`.

    Forward: emb = C[X], where (n, T, e) comes from (V, e): emb[i, t] is row X[i, t] of C

    f.C      (V, e)
    f.X      (n, T)     int64  a letter may occur several times, or not at all
    g.emb    (n, T, e)  known, like the gradients before it
    returns  (V, e)     dloss/dC
    """
    raise NotImplementedError("M4-E26 dC")
