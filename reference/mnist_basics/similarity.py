"""MNIST basics, part 2: a baseline without any learning.

There are two ideal digits, the mean three and the mean seven. Which of them is an image nearer to?
A model that is trained later has to do better than this baseline. Otherwise it is of no use.
"""

from torch import Tensor


def l1_distance(a: Tensor, b: Tensor) -> Tensor:
    """The mean absolute difference of the pixels of two images.

    a, b     (..., h, w)  float32 or float64  the axes before h and w are broadcast
    returns  (...)        the shape to which the axes before h and w are broadcast. For (n, h, w)
                          and (h, w) it is (n,). For (n, 1, h, w) and (m, h, w) it is (n, m). For
                          two single images it is one number: a tensor without axes, or a float.

    >>> image = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    >>> l1_distance(image, torch.tensor([[1.0, 0.0, 3.0], [0.0, 5.0, 9.0]]))
    tensor(1.5000)
    """
    return (a - b).abs().mean((-1, -2))


def rmse_distance(a: Tensor, b: Tensor) -> Tensor:
    """The root of the mean squared difference of the pixels of two images (also called L2).

    Arguments and result have the shapes of l1_distance.

    >>> rmse_distance(torch.zeros(1, 2), torch.tensor([[3.0, 4.0]]))
    tensor(3.5355)
    """
    return ((a - b) ** 2).mean((-1, -2)).sqrt()


def classify_by_similarity(x: Tensor, mean3: Tensor, mean7: Tensor) -> Tensor:
    """Whether an image is nearer to mean3 than to mean7, by l1_distance.

    x        (n, h, w), or (h, w) for a single image
    mean3    (h, w)
    mean7    (h, w)
    returns  (n,)  bool  True is "a three". For a single image it is one bool: a tensor without
                         axes, or True or False. If both distances are equal, it is False.
    """
    return l1_distance(x, mean3) < l1_distance(x, mean7)


def balanced_accuracy(pred3_on_3: Tensor, pred3_on_7: Tensor) -> float:
    """The mean of two accuracies, one for each class, so that both classes count the same.

    pred3_on_3  (n3,)  bool  for n3 images that are threes: was a three predicted?
    pred3_on_7  (n7,)  bool  the same for n7 images that are sevens
    returns     one number from 0 to 1: a float or a tensor with one entry

    >>> balanced_accuracy(torch.tensor([True, False]), torch.tensor([False, False, False]))
    0.75
    """
    on_threes = pred3_on_3.double().mean().item()
    on_sevens = 1 - pred3_on_7.double().mean().item()
    return (on_threes + on_sevens) / 2
