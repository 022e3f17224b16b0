"""makemore 4, group A: back through the cross-entropy loss, one small step at a time.

Every function gets the same two arguments and returns one gradient.

f   the values of a forward pass (see forward.py): `f.probs`, `f.logits`, `f.Y` and so on
g   the gradients that are already known, under the names of their values: `g.logprobs` is
    dloss/dlogprobs, `g.probs` is dloss/dprobs. For each function, g holds only the gradients that
    the functions above it return.

In some checks the gradients in g are arbitrary numbers, because a step must be right for any
gradients. f is always a complete forward pass.

n is the number of rows (examples) and V the number of columns (letters). All numbers are float32.
A gradient has the shape of its value. Autograd, softmax and cross_entropy are switched off in this
file.
"""

from types import SimpleNamespace

import torch
from torch import Tensor
from torch.nn.functional import one_hot


def dlogprobs(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `logprobs`.

    Forward: loss = -(logprobs[0, Y[0]] + ... + logprobs[n-1, Y[n-1]]) / n

    f.Y      (n,)    int64  the right letter of each row
    g                       empty: this is the first step
    returns  (n, V)  dloss/dlogprobs
    """
    n = f.Y.shape[0]
    dlogprobs = torch.zeros_like(f.logprobs)
    dlogprobs[torch.arange(n), f.Y] = -1 / n
    return dlogprobs


def dprobs(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `probs`.

    Forward: logprobs = log(probs), entry by entry

    f.probs     (n, V)  each row adds up to 1
    g.logprobs  (n, V)  known
    returns     (n, V)  dloss/dprobs
    """
    return g.logprobs / f.probs


def dcounts_sum_inv(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `counts_sum_inv`.

    Forward: probs = counts * counts_sum_inv, where (n, V) = (n, V) * (n, 1)

    f.counts  (n, V)
    g.probs   (n, V)  known, like g.logprobs
    returns   (n, 1)  dloss/dcounts_sum_inv
    """
    return (f.counts * g.probs).sum(dim=1, keepdim=True)


def dcounts_sum(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `counts_sum`.

    Forward: counts_sum_inv = counts_sum ** -1, entry by entry

    f.counts_sum      (n, 1)
    g.counts_sum_inv  (n, 1)  known, like the gradients before it
    returns           (n, 1)  dloss/dcounts_sum
    """
    return -(f.counts_sum**-2) * g.counts_sum_inv


def dcounts(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `counts`.

    Forward: counts_sum = counts.sum(dim=1, keepdim=True), where (n, 1) comes from (n, V)
             probs = counts * counts_sum_inv, where (n, V) = (n, V) * (n, 1)

    f.counts_sum_inv  (n, 1)
    g.probs           (n, V)  known
    g.counts_sum      (n, 1)  known, like the other gradients before it
    returns           (n, V)  dloss/dcounts
    """
    through_probs = f.counts_sum_inv * g.probs
    through_counts_sum = g.counts_sum  # (n, 1): the same number for each letter of the row
    return through_probs + through_counts_sum


def dnorm_logits(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `norm_logits`.

    Forward: counts = exp(norm_logits), entry by entry

    f.norm_logits  (n, V)  at most 0
    g.counts       (n, V)  known, like the gradients before it
    returns        (n, V)  dloss/dnorm_logits
    """
    return f.counts * g.counts


def dlogit_maxes(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `logit_maxes`.

    Forward: norm_logits = logits - logit_maxes, where (n, V) = (n, V) - (n, 1)

    g.norm_logits  (n, V)  known, like the gradients before it
    returns        (n, 1)  dloss/dlogit_maxes

    With the gradients of a real loss the result is 0 up to rounding. The checks of this step put
    other numbers into g, so that the result is not 0.
    """
    return -g.norm_logits.sum(dim=1, keepdim=True)


def dlogits(f: SimpleNamespace, g: SimpleNamespace) -> Tensor:
    """Gradient of the loss with respect to `logits`.

    Forward: logit_maxes = the largest logit of each row, where (n, 1) comes from (n, V)
             norm_logits = logits - logit_maxes, where (n, V) = (n, V) - (n, 1)

    f.logits       (n, V)  no row has two equal largest values
    g.norm_logits  (n, V)  known
    g.logit_maxes  (n, 1)  known, like the other gradients before it
    returns        (n, V)  dloss/dlogits
    """
    is_largest = one_hot(f.logits.argmax(dim=1), num_classes=f.logits.shape[1])
    return g.norm_logits + is_largest * g.logit_maxes
