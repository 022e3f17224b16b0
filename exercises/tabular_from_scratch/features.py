"""From the table to a model, part 2: categories, a matrix, columns of one scale, two kinds of rows.

A linear model multiplies every column by a number and adds up. So every column must hold numbers
for which that makes sense. The columns should also be similar in size. Otherwise one large column
decides the sum and the gradient.

A model is trained on some of the passengers, the training rows. The other passengers judge it,
since the model has never seen whether they survived. You find out two things about the training
rows: which categories there are, and how large each column gets. The same are used again for
every other row.
"""

import math  # noqa: F401
from typing import Any

import torch
from torch import Tensor

Table = dict[str, list[Any]]


def one_hot_columns(
    table: Table, columns: list[str], categories: dict[str, list[Any]] | None = None
) -> Table:
    """Replace each of the named columns by columns of 0 and 1, one for each of its values.

    The value v of the column "Pclass" becomes the column "Pclass_v": the name, an underscore, and
    the value as text. This column is 1 in the rows with the value v, and 0 in the other rows.

    The named columns are removed. The other columns keep their order. The new columns come after
    them, in the order of `columns`. The new columns of one named column are in the order of its
    sorted values (2 before 10, "C" before "Q").

    table       a dict of lists without gaps in the named columns; stays unchanged
    columns     the columns to replace; each holds whole numbers or text
    categories  None, or a dict: a named column -> its values, sorted. With a dict, exactly these
                values get a column each, also values that do not occur. A row with any other
                value has 0 in all of these columns. So two tables get the same columns.
    returns     a new table; the entries of the new columns are 0 and 1

    >>> one_hot_columns({"Sex": ["male", "female"], "Age": [22.0, 38.0]}, ["Sex"])
    {'Age': [22.0, 38.0], 'Sex_female': [0, 1], 'Sex_male': [1, 0]}
    """
    raise NotImplementedError("TB-E4 one_hot_columns")


def to_matrix(table: Table, names: list[str]) -> Tensor:
    """The named columns as a matrix, with one row for each passenger.

    table    a dict of lists; the named columns hold numbers
    names    k of its columns, in the order that the matrix has
    returns  (n, k)  float32

    Raises ValueError if a value of a named column is missing (None or NaN). Gaps in other columns
    do not matter.

    >>> to_matrix({"Age": [22.0, 38.0], "Parch": [0, 1]}, ["Parch", "Age"])
    tensor([[ 0., 22.],
            [ 1., 38.]])
    """
    raise NotImplementedError("TB-E5 to_matrix")


def max_normalise(X: Tensor) -> tuple[Tensor, Tensor]:
    """Divide every column by its largest entry.

    X        (n, k)  float32 or float64  entries of 0 or more; stays unchanged
    returns  (normalised, maxes): normalised is a new tensor of shape (n, k). maxes has the shape
             (k,) and holds the number that each column was divided by. Both have the dtype of X.

    A column of zeros is divided by 1, and its entry in maxes is 1.

    >>> max_normalise(torch.tensor([[1.0, 8.0], [2.0, 4.0]]))
    (tensor([[0.5000, 1.0000],
            [1.0000, 0.5000]]), tensor([2., 8.]))
    """
    raise NotImplementedError("TB-E6 max_normalise")


def apply_normalise(X: Tensor, maxes: Tensor) -> Tensor:
    """Divide every column of other rows by the number that divided this column in training.

    X        (m, k)  float32 or float64  other rows with the same columns; stays unchanged
    maxes    (k,)    what max_normalise gave for the training rows; none is 0; stays unchanged
    returns  (m, k)  a new tensor; entries may be above 1
    """
    raise NotImplementedError("TB-E6 apply_normalise")


def random_split(
    n: int, valid_frac: float = 0.2, *, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Split the row numbers 0 ... n - 1 into two parts at random.

    int(valid_frac * n) numbers are for validation, the others for training. Each number is in
    exactly one part.

    n           the number of rows, 1 or more
    valid_frac  the share for validation, from 0 to 1
    generator   all random numbers come from it; those of torch itself and of the module random
                must not be used or reset
    returns     (train_idx, valid_idx): int64 tensors of one axis, or lists of whole numbers
    """
    raise NotImplementedError("TB-E7 random_split")
