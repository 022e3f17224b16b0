"""MNIST basics, part 1: pictures as tensors.

A picture of a digit is a grid of whole numbers. 0 is background, and 255 is full ink. The other
files need all pictures in one tensor of small floats. Its first axis counts the pictures.
"""

import torch  # noqa: F401
from torch import Tensor


def stack_images(images: list[Tensor]) -> Tensor:
    """All images in one tensor, with 0 for the background and 1 for full ink.

    images   n tensors (h, w)  uint8    28 by 28 in MNIST; they stay unchanged
    returns  (n, h, w)         float32  numbers from 0 to 1, in the order of the list

    Beyond the chapter: raises ValueError for an empty list and for images of different sizes.

    >>> stack_images([torch.tensor([[0, 255]], dtype=torch.uint8)])
    tensor([[[0., 1.]]])
    """
    raise NotImplementedError("MN-E1 stack_images")


def mean_image(stack: Tensor) -> Tensor:
    """The typical image of a class: each of its pixels is the mean of this pixel over all images.

    stack    (n, h, w)  float32 or float64, n at least 1
    returns  (h, w)     the dtype of stack

    >>> mean_image(torch.tensor([[[0.0, 0.4]], [[1.0, 0.8]]]))
    tensor([[0.5000, 0.6000]])
    """
    raise NotImplementedError("MN-E2 mean_image")


def make_dataset(threes: Tensor, sevens: Tensor) -> tuple[Tensor, Tensor]:
    """One row of pixels for every image, and one label for every row.

    threes   (n3, 28, 28)  float32
    sevens   (n7, 28, 28)  float32
    returns  (X, y)
             X  (n3 + n7, 784)  float32  the threes first; a row holds the pixels of one image,
                                         beginning with its upper line
             y  (n3 + n7, 1)    float32 or int64  1 for a three, 0 for a seven: a column

    The images may be cut out of larger ones. Then their numbers do not lie side by side in memory.
    """
    raise NotImplementedError("MN-E5 make_dataset")
