"""makemore 5: the hierarchy over a whole sequence, as a dilated causal convolution.

A network that sees 8 letters can be asked about every window of 8 letters of a long text, one
window after the other. Neighbouring windows have most of their pairs in common, and each of these
is computed again and again. A convolution computes each once, for all windows. It is not another
network: the numbers that come out are the same.

The network here is the tree without batch normalisation, biases and the last layer: at each level a
pair of places is joined, multiplied with the weight of that level, and goes through tanh. V is the
number of letters in the table and C that of numbers for each; H0, H1, H2 are the widths of the
levels, T is the length of the text. Functions of torch are enough, no torch.nn here either.
"""

import torch
from torch import Tensor


def dilated_forward(emb: Tensor, weights: list[Tensor], seq: Tensor) -> Tensor:
    """The output of the tree for every window of 2**len(weights) letters of seq, in one pass.

    With three weights a window has 8 letters. In the tree of one window, level 0 joins places 0 and
    1, 2 and 3, and so on; level 1 joins the results for 0 to 1 and 2 to 3; level 2 those for 0 to 3
    and 4 to 7. Of a pair, the earlier one comes first in the joined row.

    emb      (V, C)  float  the row of each letter
    weights  (2 * C, H0), (2 * H0, H1), (2 * H1, H2) and so on  float  one for each level, from the
             letters upwards
    seq      (T,)    int64  the letters
    returns  (T - 7, H2) with three weights  float, of the dtype of emb: row i belongs to the window
             that begins at letter i

    One pass: what two windows have in common is computed once, so that no level has more than T
    rows. Checks see the rows that you return, not how often you computed them: that is for you to
    count. Raises ValueError where seq is shorter than a window.

    >>> dilated_forward(torch.zeros(27, 10), [torch.zeros(20, 4)], torch.zeros(5).long()).shape
    torch.Size([4, 4])
    """
    if len(seq) < 2 ** len(weights):
        raise ValueError(f"{len(seq)} letters, fewer than a window has")
    h = emb[seq]
    for level, weight in enumerate(weights):
        apart = 2**level
        h = torch.tanh(torch.cat([h[:-apart], h[apart:]], dim=-1) @ weight)
    return h
