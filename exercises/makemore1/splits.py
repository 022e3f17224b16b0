"""makemore 1, part 7: three parts of the names, for training, tuning and a last look.

A model is fitted to the training part. Choices such as the smoothing are made on the development
part (dev), since the training part would always ask for less of it. The test part is for one
number at the very end: whoever chooses by it has nothing left to test with.

The names of names.txt stand in an order, girls before boys and frequent before rare. Cut without
shuffling, the parts would hold different kinds of names.
"""

import torch


def split_words(
    words: list[str],
    fracs: tuple[float, float, float] = (0.8, 0.1, 0.1),
    *,
    generator: torch.Generator,
) -> tuple[list[str], list[str], list[str]]:
    """Shuffle the words and cut them into three parts.

    Of n shuffled words, with fracs = (a, b, c), the first part ends before int(a * n), the second
    before int((a + b) * n), the third is the rest. Every word is in exactly one part; a word
    that stands in the list twice counts as two. `words` stays in its order.

    words      any strings, n of them
    fracs      the shares of the parts; they sum to 1
    generator  the only source of chance; those of torch and of the module random stay as they are
    returns    (train, dev, test), three lists

    Raises ValueError if fracs do not sum to 1 (up to rounding: 0.7 + 0.2 + 0.1 is
    0.9999999999999999 for Python, and fine).
    """
    raise NotImplementedError("M1-E12 split_words")
