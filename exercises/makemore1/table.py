"""makemore 1, part 2: what a table of probabilities is good for.

P[a, b] is the probability that symbol b comes after symbol a. With P you can draw names letter by
letter. You can also judge names with P: how probable are they for the model?

softmax, cross_entropy, one_hot and autograd of torch are switched off in this file.
"""

import torch
from exercises.makemore1.letters import ITOS, STOI  # noqa: F401
from torch import Tensor


def sample_names(P: Tensor, n: int, *, generator: torch.Generator, max_len: int = 50) -> list[str]:
    """Draw n names from the model, letter by letter.

    A name begins at ".", which is not part of the name. Each next symbol is drawn with the
    probabilities in the row of the symbol before it. If "." is drawn, the name ends, and this "."
    is not part of the name. A name also ends after max_len letters. A name may be empty.

    P          (27, 27)  float32  rows that sum to 1
    n          how many names
    generator  the only source of chance; torch's global one stays as it is
    max_len    the largest number of letters in a name
    returns    a list of n strings of the letters a to z

    The names for one seed depend on the version of torch and on how you draw. So the checks count
    how often letters come, and use tables in which every row has a single 1.
    """
    raise NotImplementedError("M1-E3 sample_names")


def nll(P: Tensor, words: list[str]) -> float:
    """The loss of the model: the mean negative log-likelihood of the words' pairs.

    Each pair of "." + word + "." has a probability in P. The loss of a pair is minus the natural
    logarithm of its probability. The result is the mean over all pairs of all words.

    P        (27, 27)  float32 or float64  rows that sum to 1
    words    lower-case words, letters a to z
    returns  a number, at least 0: a float or a tensor with one entry

    Beyond the lecture: where a pair has probability 0, the loss is inf (not nan, and no error);
    an empty list of words raises ValueError.

    >>> nll(torch.full((27, 27), 1 / 27), ["emma"])
    3.295836...
    """
    raise NotImplementedError("M1-E4 nll")
