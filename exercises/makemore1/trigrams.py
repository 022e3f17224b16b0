"""makemore 1, part 8: two letters of context, and how much smoothing is best.

A trigram model predicts a symbol from the two symbols before it. It fits the training names better
than pairs do. But new names have many trigrams that were never counted, so the smoothing matters.
You choose the smoothing by the dev part of the names.

You may use what you wrote in the other files of this topic, for example

    from exercises.makemore1.counting import normalise_rows
"""

import torch  # noqa: F401
from exercises.makemore1.letters import STOI  # noqa: F401
from torch import Tensor


def trigram_counts(words: list[str]) -> Tensor:
    """Count how often each symbol follows each pair of symbols in the words.

    A word is read as ".." + word + ".", so that its first letter has a context of two symbols too.
    A word has as many trigrams as pairs: "emma" has ..e .em emm mma ma.

    words    lower-case words, letters a to z
    returns  (27, 27, 27)  int64  [a, b, c] counts the places where c follows a and b; a dtype of
             fewer bits that holds the counts is accepted too

    >>> N3 = trigram_counts(["ab"])
    >>> N3[0, 0, 1], N3[0, 1, 2], N3[1, 2, 0], N3.sum()
    (tensor(1), tensor(1), tensor(1), tensor(3))
    """
    raise NotImplementedError("M1-E11 trigram_counts")


def trigram_nll(N3: Tensor, words: list[str], smoothing: float) -> float:
    """The loss of the trigram model: the mean negative log-likelihood of the words' trigrams.

    The probability of c after a and b is N3[a, b, c] + smoothing, divided by the sum of these
    numbers over all 27 symbols c. The loss of a trigram is minus the natural logarithm of its
    probability. The result is the mean over all trigrams of all words. N3 may come from other words
    than these.

    N3         (27, 27, 27)  int64  counts; stays unchanged
    words      lower-case words, letters a to z, at least one word
    smoothing  0 or more, added to every count
    returns    a number, at least 0: a float or a tensor with one entry

    Without smoothing, a trigram that N3 does not hold has probability 0 and makes the loss inf.
    After a context that N3 does not hold at all, every symbol has probability 1/27, as in
    normalise_rows. The loss is never nan.
    """
    raise NotImplementedError("M1-E11 trigram_nll")


def tune_smoothing(
    train: list[str], dev: list[str], grid: list[float]
) -> tuple[float, dict[float, tuple[float, float]]]:
    """The smoothing of the grid that gives a trigram model the lowest loss on the dev names.

    The counts come from `train` alone. For every smoothing s of the grid, the loss is computed on
    both lists.

    train    the words to count
    dev      the words to choose by
    grid     values to try, in any order, each 0 or more
    returns  (best, losses): losses[s] is the pair (loss on train, loss on dev) for every s of the
             grid, best is the s with the smallest loss on dev; of several with exactly the same
             loss on dev it is the smallest s
    """
    raise NotImplementedError("M1-E13 tune_smoothing")
