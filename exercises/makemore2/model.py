"""makemore 2, part 2: the network of Bengio et al. (2003), with one hidden layer.

Every symbol has a row of numbers in C, its embedding. The rows of a context are put side by side.
A hidden layer with tanh reads them, and a second layer gives a logit for each symbol.

The layers of torch.nn and torch's softmax and cross-entropy are switched off in this file, because
you write them here. Autograd has to follow what you write, so that the network can be trained.
"""

import torch
from torch import Tensor


def embed(C: Tensor, X: Tensor) -> Tensor:
    """The embeddings of each context, side by side in one row.

    Row i holds the e numbers of symbol X[i, 0], then those of X[i, 1], and so on.

    C        (V, e)      float32 or float64  a row of numbers for each symbol
    X        (n, b)      int64               contexts
    returns  (n, b * e)  dtype of C          autograd can follow it back to C
    """
    raise NotImplementedError("M2-E3 embed")


class MLP:
    """The network: embedding, hidden layer with tanh, layer of logits.

    Each of the two layers multiplies by its weights and adds its bias. The parameters are
    attributes with these names, in float32, and they require gradients. They are drawn in this
    order, each by one call of torch.randn with the generator:

    C   (vocab, emb)           W1  (block * emb, hidden)      b1  (hidden,)
                               W2  (hidden, vocab)            b2  (vocab,)
    """

    def __init__(
        self, vocab: int, block: int, emb: int, hidden: int, *, generator: torch.Generator
    ) -> None:
        """Draw the parameters: vocab symbols, block of them in a context."""
        raise NotImplementedError("M2-E4 MLP.__init__")

    def forward(self, X: Tensor) -> Tensor:
        """The logits (n, vocab) of the contexts X (n, block), int64; n may be 1."""
        raise NotImplementedError("M2-E4 MLP.forward")

    def __call__(self, X: Tensor) -> Tensor:
        """model(X) is model.forward(X). Given."""
        return self.forward(X)

    def parameters(self) -> list[Tensor]:
        """[C, W1, b1, W2, b2]: the tensors themselves, no copies."""
        raise NotImplementedError("M2-E4 MLP.parameters")


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """The mean over the n rows of minus the log of the right answer's probability.

    The probabilities of a row are the softmax of its logits.

    logits   (n, V)  float32 or float64  one row of scores per example; stays unchanged; n may be 1
    y        (n,)    int64               the right answer of each row
    returns  one number: a tensor with a single entry, in the dtype of logits, that autograd can
             follow back to logits

    As in makemore 1, logits of 10,000 and -10,000 give a finite and right loss. Here the gradient
    is finite and right too.
    """
    raise NotImplementedError("M2-E5 cross_entropy")


def init_scaled(model: MLP) -> None:
    """Scale the initial parameters of a new model, in place (exercise E02 of the lecture).

    W1 is multiplied by (5/3) / (the square root of its number of rows), b1 and W2 are multiplied
    by 0.01, and b2 becomes 0. C stays. Then the first logits are near 0, but not equal to 0, and
    the first loss is near that of equal probabilities. makemore 3 explains these numbers. Do
    experiment M2-L3 first: it asks for factors of your own.

    model  has the attributes C, W1, b1, W2, b2 and parameters() of an MLP; afterwards the same
           five tensors hold the new numbers, and they are still leaves that require gradients
    """
    raise NotImplementedError("M2-E11 init_scaled")
