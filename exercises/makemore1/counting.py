"""makemore 1, part 1: a model made by counting.

How often does one letter follow another? You count all pairs and divide each row by its sum. The
result is a model of names: it gives the probability of the next letter after each letter. "." marks
the start and the end of a name. letters.py has the numbers of the 27 symbols.

softmax, cross_entropy, one_hot and autograd of torch are switched off in this file.
"""

import torch  # noqa: F401
from exercises.makemore1.letters import STOI  # noqa: F401
from torch import Tensor


def bigram_counts(words: list[str]) -> Tensor:
    """Count how often each symbol follows each symbol in the words.

    A word is read as "." + word + ".": the word "emma" holds the five pairs .e em mm ma a.

    words    lower-case words, letters a to z
    returns  (27, 27)  int64  [a, b] counts the pairs in which b follows a; a dtype of fewer bits
             that holds the counts, such as the lecture's int32, is accepted too

    Beyond the lecture: raises ValueError for an empty list, and for a word that holds any other
    character than a to z, such as a capital letter, a hyphen or a ".".

    >>> N = bigram_counts(["ab"])
    >>> N[0, 1], N[1, 2], N[2, 0], N.sum()
    (tensor(1), tensor(1), tensor(1), tensor(3))
    """
    raise NotImplementedError("M1-E1 bigram_counts")


def normalise_rows(N: Tensor, smoothing: float = 1.0) -> Tensor:
    """Probabilities from counts: add `smoothing` to each count, then make each row sum to 1.

    N          (R, C)  int64, float32 or float64  counts; R and C are often, not always, 27.
               N stays unchanged
    smoothing  0 or more, added to every count
    returns    (R, C)  float32, or float64 where N is float64

    Beyond the lecture: a row whose sum is 0 even with the smoothing becomes the uniform
    distribution, 1/C everywhere, not nan.

    >>> normalise_rows(torch.tensor([[1, 2, 1], [3, 4, 1]]), smoothing=0)
    tensor([[0.2500, 0.5000, 0.2500],
            [0.3750, 0.5000, 0.1250]])
    """
    raise NotImplementedError("M1-E2 normalise_rows")
