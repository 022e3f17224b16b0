"""makemore 5: the hierarchy over a whole sequence, as a dilated causal convolution.

You can run a network that sees 8 letters for every window of 8 letters of a long text, one window
after the other. But neighbouring windows have most of their pairs in common, and each of these
pairs is computed again and again. A convolution computes each pair once, for all windows. It is the
same network: its outputs are the same numbers.

The network here is the tree without batch normalisation, biases and the last layer. At each level
two places are joined, multiplied by the weight of this level, and go through tanh. V is the number
of letters in the table, and C is the number of numbers for each letter. H0, H1, H2 are the widths
of the levels, and T is the length of the text. You need only functions of torch: torch.nn is
switched off here too.
"""

import torch
from torch import Tensor


def dilated_forward(emb: Tensor, weights: list[Tensor], seq: Tensor) -> Tensor:
    """The output of the tree for every window of 2**len(weights) letters of seq, in one pass.

    With three weights a window has 8 letters. In the tree of one window, level 0 joins places 0 and
    1, places 2 and 3, and so on. Level 1 joins the results for 0 to 1 and for 2 to 3, and so on.
    Level 2 joins the results for 0 to 3 and for 4 to 7. In a joined row the earlier of the two
    comes first.

    emb      (V, C)  float  the row of each letter
    weights  (2 * C, H0), (2 * H0, H1), (2 * H1, H2) and so on  float  one for each level, from the
             letters upwards
    seq      (T,)    int64  the letters
    returns  (T - 7, H2) with three weights  float, of the dtype of emb: row i belongs to the window
             that begins at letter i

    One pass means: what two windows have in common is computed once, so no level has more than T
    rows. The checks look at the rows that you return, and do not count how often you compute them.
    Raises ValueError if seq is shorter than a window.

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
