"""makemore 1, part 3: names as numbers for a neural net.

The net of the second half of the lecture learns from examples. In an example the input is a symbol,
and the right answer is the symbol after it. The net gets its input as a one-hot vector: 27 numbers,
one of them 1 and all others 0.

softmax, cross_entropy, one_hot and autograd of torch are switched off in this file.
"""

import torch  # noqa: F401
from exercises.makemore1.letters import STOI  # noqa: F401
from torch import Tensor


def bigram_dataset(words: list[str]) -> tuple[Tensor, Tensor]:
    """The pairs of all words as inputs and right answers, in the order of the text.

    A word is read as "." + word + ".". Every pair is an example, also if the same pair came before.

    words    lower-case words, letters a to z, at least one word
    returns  (xs, ys), both (n,) int64: the number of the first and of the second symbol of each
             of the n pairs

    >>> bigram_dataset(["emma"])
    (tensor([ 0,  5, 13, 13,  1]), tensor([ 5, 13, 13,  1,  0]))
    """
    raise NotImplementedError("M1-E5 bigram_dataset")


def one_hot(ix: Tensor, num_classes: int) -> Tensor:
    """Each number as a vector of zeros with a single 1 at its place.

    ix           any shape, int64  numbers from 0 to num_classes - 1
    num_classes  the length of the vectors
    returns      the shape of ix with an axis of num_classes behind it, float32

    Beyond the lecture: a number below 0 or above num_classes - 1 raises ValueError.

    >>> one_hot(torch.tensor([2, 0]), 4)
    tensor([[0., 0., 1., 0.],
            [1., 0., 0., 0.]])
    """
    raise NotImplementedError("M1-E6 one_hot")
