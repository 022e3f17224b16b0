"""the vectors are columns, not rows

The new axis comes last: for n numbers the result is (n, num_classes), one row a number.
"""

import torch


def one_hot(ix, num_classes):
    return (torch.arange(num_classes).unsqueeze(-1) == ix).float()
