"""The names as examples, for trainings: milestones and experiments."""

import random

import torch
from exercises.data import load_names
from torch import Tensor

CONTEXT = 3


def split() -> list[list[str]]:
    """All names in three parts for training, validation and test: 80, 10 and 10 percent."""
    names = load_names()
    random.Random(42).shuffle(names)
    tenth = len(names) / 10
    return [
        names[: int(8 * tenth)],
        names[int(8 * tenth) : int(9 * tenth)],
        names[int(9 * tenth) :],
    ]


def examples(names: list[str]) -> tuple[Tensor, Tensor]:
    """X: the three letters before each letter, Y: the letter; "." is 0, a is 1, z is 26."""
    # Between two names stand the marks of a context; the first of them ends the name before.
    text = ("." * CONTEXT).join(["", *names, ""])
    numbers = torch.tensor(list(text.encode())).sub(96).clamp(min=0)
    windows = numbers.unfold(0, CONTEXT + 1, 1)
    X, Y = windows[windows[:, -2:].any(1)].split([CONTEXT, 1], dim=1)
    return X, Y[:, 0]
