"""The three data sets of the course and the one way to load them.

    from exercises.data import load_names

Where the files come from is in README.md, how they were made in build.py.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["load_mnist37", "load_names", "load_titanic"]

FOLDER = Path(__file__).resolve().parent


def load_names() -> list[str]:
    """Return the 32,178 US first names of 2018, lower-case a to z, 2 to 15 letters each.

    The order is that of the file: girls' names by falling count, then boys' names. A name given
    to both is listed twice. Source: Social Security Administration, yob2018.txt.
    """
    return (FOLDER / "names.txt").read_text(encoding="ascii").splitlines()


def load_titanic() -> list[dict[str, str]]:
    """Return the 891 passengers of the Kaggle training set, one dict a passenger.

    The keys are Survived, Pclass, Sex, Age, SibSp, Parch, Fare and Embarked. Every value is text
    as in the file; a missing value is "" (Age of 177 passengers, Embarked of 2).
    Source: Kaggle "Titanic - Machine Learning from Disaster", train.csv.
    """
    with open(FOLDER / "titanic.csv", encoding="ascii", newline="") as file:
        return list(csv.DictReader(file))


def load_mnist37() -> tuple[torch.Tensor, torch.Tensor]:
    """Return (threes, sevens), handwritten digits of 28 by 28 pixels.

    threes: shape (1032, 28, 28), sevens: shape (1070, 28, 28), both uint8: 0 is the background,
    255 full ink. Source: MNIST.
    """
    import numpy as np
    import torch

    with np.load(FOLDER / "mnist37.npz") as arrays:
        return torch.from_numpy(arrays["threes"]), torch.from_numpy(arrays["sevens"])
