"""makemore 2, part 1: contexts and what follows them.

The model sees a few symbols, the context, and guesses the next one. It learns from examples. An
example is a context, as a row of numbers, and the right next symbol. The lines of names.txt are
split into three parts, train, dev and test, before any example is made. So all examples of a line
are in one part. A name that is on two lines can still be in two parts: experiment M2-L5 measures
this leak.
"""

import random  # noqa: F401

import torch  # noqa: F401
from exercises.makemore2.letters import STOI  # noqa: F401
from torch import Tensor

Part = tuple[Tensor, Tensor]


def build_dataset(words: list[str], block_size: int = 3) -> Part:
    """The examples of some words: contexts of block_size symbols, and the symbol after each.

    A word of k letters gives k + 1 examples in the order of the word: one for each letter, and one
    for the "." that ends it. The context of the first letter is all "." (number 0). With each
    example the oldest symbol leaves the context at the left, and the newest comes in at the right.
    A context holds nothing of another word.

    words       at least one, each of the letters a to z
    block_size  the number of symbols in a context, 1 or more
    returns     (X, Y), the examples of the first word first
                X  (N, block_size)  int64  the contexts
                Y  (N,)             int64  the symbol that follows each

    Raises ValueError if there are no words.

    >>> build_dataset(["ab"], block_size=2)
    (tensor([[0, 0], [0, 1], [1, 2]]), tensor([1, 2, 0]))
    """
    raise NotImplementedError("M2-E1 build_dataset")


def split_dataset(
    words: list[str], block_size: int = 3, *, seed: int = 42
) -> tuple[Part, Part, Part]:
    """The examples of three parts of the words: train 80%, dev 10%, test 10%.

    The words are shuffled as random.Random(seed).shuffle does it. Of n shuffled words the first
    part ends before int(0.8 * n), and the second before int(0.9 * n). The third part is the rest.
    Each part then becomes examples, in its shuffled order. `words` itself stays as it is.

    words       at least 10
    block_size  as for build_dataset
    returns     ((X, Y) of train, (X, Y) of dev, (X, Y) of test)
    """
    raise NotImplementedError("M2-E2 split_dataset")
