"""MNIST basics, part 6: mini-batches.

A step of training uses a few images, not all of them. Such a group of images is a batch. A
DataLoader cuts a data set into batches. With shuffle it uses another order in every epoch.

No torch.utils.data.DataLoader in this file.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor


class DataLoader:
    """Gives a dataset in batches; every `for` loop over it is one epoch, from the beginning.

    A batch is a pair (xb, yb). xb holds the x of its examples, stacked along a new first axis. yb
    holds their y in the same way. If the number of examples is not a multiple of batch_size, the
    last batch of an epoch is smaller. With drop_last such a smaller batch is left out.
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
        """Keep the arguments; draw no random number yet.

        dataset    has a length, and dataset[i] is the pair (x, y) of example i. For MNIST it is
                   list(zip(X, y)), with x of shape (784,) and y of shape (1,).
        shuffle    False: the order of the dataset; True: another order in every epoch
        generator  the random numbers for the order come from it; without a generator, they are
                   torch's own
        """
        raise NotImplementedError("MN-E11 DataLoader.__init__")

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """One epoch from the beginning: every example once, in batches (xb, yb) of b examples."""
        raise NotImplementedError("MN-E11 DataLoader.__iter__")

    def __len__(self) -> int:
        """The number of batches in an epoch."""
        raise NotImplementedError("MN-E11 DataLoader.__len__")
