"""makemore 1, part 7: three parts of the names, for training, tuning and a last look.

You fit a model to the training part. You make choices such as the smoothing by the development part
(dev), because on the training part less smoothing always gives a lower loss. You use the test part
for one number at the very end. If you choose by the test part, you have nothing left to test with.

The names of names.txt are in an order: girls before boys, and frequent names before rare ones. If
you cut the list without shuffling, the parts have different kinds of names.
"""

import math

import torch


def split_words(
    words: list[str],
    fracs: tuple[float, float, float] = (0.8, 0.1, 0.1),
    *,
    generator: torch.Generator,
) -> tuple[list[str], list[str], list[str]]:
    """Shuffle the words and cut them into three parts.

    Of n shuffled words, with fracs = (a, b, c), the first part ends before int(a * n), and the
    second before int((a + b) * n). The third part is the rest. Every word is in exactly one part; a
    word that is in the list twice counts as two words. `words` stays in its order.

    words      any strings, n of them
    fracs      the shares of the parts; they sum to 1
    generator  the only source of chance; those of torch and of the module random stay as they are
    returns    (train, dev, test), three lists

    Raises ValueError if fracs do not sum to 1 (up to rounding: 0.7 + 0.2 + 0.1 is
    0.9999999999999999 for Python, and fine).
    """
    if not math.isclose(sum(fracs), 1.0):
        raise ValueError(f"the parts {fracs} do not sum to 1")
    order = torch.randperm(len(words), generator=generator).tolist()
    shuffled = [words[i] for i in order]
    n1, n2 = int(fracs[0] * len(words)), int((fracs[0] + fracs[1]) * len(words))
    return shuffled[:n1], shuffled[n1:n2], shuffled[n2:]
