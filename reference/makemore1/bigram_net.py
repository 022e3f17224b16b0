"""makemore 1, part 5: a neural net with one layer, its loss and its gradient.

For an input symbol x the net gives row x of W as logits, because this row is one_hot(x) @ W. So W
has one number to learn for every pair of symbols. Here you derive the gradient by hand. The next
part trains with your gradient or with autograd.

You may use what you wrote in the other files of this topic, for example

    from exercises.makemore1.losses import cross_entropy

or write it again here. torch's softmax, cross_entropy, one_hot and autograd are switched off here.
"""

import torch
from torch import Tensor


def bigram_nn_loss(W: Tensor, xs: Tensor, ys: Tensor, reg: float = 0.0) -> Tensor:
    """The loss of the net: mean cross-entropy, and a pull of the weights towards 0.

    loss = (mean over the n examples of -log softmax(W[x])[y]) + reg * (mean of all W ** 2)

    W        (27, 27)  float32 or float64  row x holds the logits for input x; stays unchanged
    xs       (n,)      int64               the inputs; the same symbol may come many times
    ys       (n,)      int64               the right answers
    reg      0 or more, the strength of the pull
    returns  one number: a tensor with a single entry, or a float
    """
    log_probs = W[xs] - W[xs].exp().sum(dim=1, keepdim=True).log()
    return -log_probs[torch.arange(xs.shape[0]), ys].mean() + reg * (W**2).mean()


def bigram_nn_grad(W: Tensor, xs: Tensor, ys: Tensor, reg: float = 0.0) -> Tensor:
    """The gradient of bigram_nn_loss with respect to W, by hand.

    W, xs, ys, reg  as in bigram_nn_loss; W stays unchanged
    returns         (27, 27)  the dtype of W  dloss/dW

    Derive it in two steps. First find the gradient of the mean cross-entropy with respect to the
    logits of one example: write the loss of one row as log(sum of exp(logits)) - logits[y] and
    differentiate. Then go from the n rows of logits back to W: every example with input x used
    row x of W, and no other example did. If no example has the input x, only the term with `reg`
    gives row x a gradient.
    """
    n = xs.shape[0]
    exps = W[xs].exp()
    dlogits = exps / exps.sum(dim=1, keepdim=True)
    dlogits[torch.arange(n), ys] -= 1
    dW = 2 * reg * W / W.numel()
    return dW.index_add(0, xs, dlogits / n)
