"""makemore 1, part 4: from scores to probabilities, and from probabilities to a loss.

The net gives 27 numbers of any sign and size, the logits. Softmax makes them probabilities: exp
makes them positive, like counts, and a division makes them sum to 1. Cross-entropy is the negative
log-likelihood of the right answers. Both need care with large logits, because exp(100) is inf and
exp(-110) is 0 in float32.

softmax, log_softmax, cross_entropy, one_hot and autograd of torch are switched off in this file.
"""

import torch
from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    """exp of the logits, divided by its sum along the axis `dim`.

    logits   any shape with at least one axis, float32 or float64; stays unchanged
    dim      the axis along which the result sums to 1
    returns  the shape and dtype of logits

    Beyond the lecture: the result is right for logits of 1000 and -1000 too. Single logits may be
    -inf; their probability is 0.

    >>> softmax(torch.tensor([0.0, 0.0, 0.0, 0.0]))
    tensor([0.2500, 0.2500, 0.2500, 0.2500])
    """
    exps = (logits - logits.amax(dim=dim, keepdim=True)).exp()
    return exps / exps.sum(dim=dim, keepdim=True)


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean over the n rows of minus the log of the right answer's probability.

    The probabilities of a row are the softmax of its logits.

    logits   (n, V)  float32 or float64  one row of scores per example; n may be 1; stays unchanged
    targets  (n,)    int64               the right answer of each row
    returns  one number: a tensor with a single entry, or a float

    Beyond the lecture: the loss is finite and right for logits of 10,000 and -10,000 too, whose
    probabilities are 0 or 1 for a computer.

    >>> cross_entropy(torch.zeros(1, 27), torch.tensor([3]))
    tensor(3.2958)
    """
    shifted = logits - logits.amax(dim=1, keepdim=True)
    log_sum = shifted.exp().sum(dim=1).log()
    return (log_sum - shifted[torch.arange(logits.shape[0]), targets]).mean()
