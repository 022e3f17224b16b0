"""With what is written in the topic's other files."""

# ruff: noqa: F821 - names that are not defined here are those of the solution files

from functools import partial

from exercises.mnist_basics.linear_model import linear1, sigmoid
from torch import Tensor


def make_dataset(threes: Tensor, sevens: Tensor):
    X = [images.reshape(len(images), -1) for images in (threes, sevens)]
    y = [images[:, :1, 0] * 0 + label for images, label in zip((threes, sevens), (1, 0))]  # noqa: B905
    return tuple(torch.cat(parts) for parts in (X, y))


def mnist_loss(logits, targets):
    if logits.shape != targets.shape:
        raise ValueError
    p = sigmoid(logits)
    return torch.where(targets.bool(), 1 - p, p).mean()


def simple_net(xb, w1, b1, w2, b2):
    return linear1(linear1(xb, w1, b1).clamp_min(0), w2, b2)


def validate_epoch(model, dl):
    count = partial(sum, start=0.0)
    right = count((((sigmoid(model(xb)) > 0.5) == (yb > 0.5)).sum().item()) for xb, yb in dl)
    return right / count(yb.shape[0] for _xb, yb in dl)
