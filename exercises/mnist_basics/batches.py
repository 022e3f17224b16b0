"""MNIST basics, part 6: mini-batches.

A step of training looks at a few images, not at all of them. A DataLoader deals a data set out in
such batches, in another order in every epoch if it is asked to.

No torch.utils.data.DataLoader in this file.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor


class DataLoader:
    """Deals out a dataset in batches; every `for` loop over it is one epoch, from its beginning.

    A batch is a pair (xb, yb): the x of its examples, stacked along a new first axis, and their y.
    The last batch of an epoch is smaller where the examples do not come out even; with drop_last it
    is left out.
    """

    def __init__(
        self,
        dataset: Sequence[tuple[Tensor, Tensor]],
        batch_size: int,
        shuffle: bool = False,
        *,
        generator: torch.Generator | None = None,
        drop_last: bool = False,
    ) -> None:
        """Keep what is needed; nothing is drawn yet.

        dataset    has a length, and dataset[i] is the pair (x, y) of example i: for MNIST
                   list(zip(X, y)), with x of shape (784,) and y of shape (1,)
        shuffle    False: the order of the dataset; True: another order in every epoch
        generator  the source of chance for the order; without one, torch's own chance is used
        """
        raise NotImplementedError("MN-E11 DataLoader.__init__")

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """One epoch from its beginning: every example once, (b, ...) and (b, ...) at a time."""
        raise NotImplementedError("MN-E11 DataLoader.__iter__")

    def __len__(self) -> int:
        """The number of batches in an epoch."""
        raise NotImplementedError("MN-E11 DataLoader.__len__")
