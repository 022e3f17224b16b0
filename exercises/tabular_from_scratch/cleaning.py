"""From the table to a model, part 1: gaps, and columns with a few huge values.

A table is a dict of lists: {"Age": [22.0, None, 26.0], "Sex": ["male", "female", "female"]}. All
lists of a table have the same length, with one entry for each passenger. A missing value is None.
Tables from other sources may have a NaN (not a number) instead. The other values of a column are
all numbers or all text.

You keep passengers with a gap, so that a model can use the rest of the row. The gap gets the most
common value of its column. Plain Python is enough in this file.
"""

import math  # noqa: F401
from typing import Any

Table = dict[str, list[Any]]


def count_missing(table: Table) -> dict[str, int]:
    """How many values are missing in each column.

    A value is missing if it is None or a float NaN. 0, False and the empty text "" are not missing.

    table    a dict of lists, perhaps without columns or without rows; stays unchanged
    returns  a dict: the name of each column -> its number of missing values, a whole number.
             Columns without gaps are in it too, with 0.

    >>> count_missing({"Age": [22.0, None, 26.0, None], "Parch": [0, 0, 1, 2]})
    {'Age': 2, 'Parch': 0}
    """
    raise NotImplementedError("TB-E1 count_missing")


def fill_mode(table: Table, modes: dict[str, Any] | None = None) -> tuple[Table, dict[str, Any]]:
    """Fill the gaps of every column with its most common value, its mode.

    If several values are equally common, the smallest of them is the mode. A gap is a value that
    count_missing counts as missing. Such a value is never the mode.

    If `modes` is given, its values go into the gaps, and nothing is counted. In this way the modes
    of the training rows can fill the gaps of other rows. The other rows then do not influence the
    model.

    table    a dict of lists; stays unchanged, and so do its lists
    modes    None, or a dict with a value for every column
    returns  (filled, modes): filled is a new table with the same columns and rows. modes is a dict
             with the mode of every column, also of columns without gaps. If `modes` was given,
             it is returned.

    Raises ValueError if a mode must be found for a column in which every value is missing.

    >>> fill_mode({"Embarked": ["S", None, "C", "S"]})
    ({'Embarked': ['S', 'S', 'C', 'S']}, {'Embarked': 'S'})
    """
    raise NotImplementedError("TB-E2 fill_mode")


def log1p_column(values: list[float]) -> list[float]:
    """The natural logarithm of v + 1 for every v, which brings a few huge values closer.

    values   numbers, 0 or more; stays unchanged
    returns  a list of floats

    Raises ValueError if a value is below 0.

    >>> log1p_column([0.0, 1.0])
    [0.0, 0.693147...]
    """
    raise NotImplementedError("TB-E3 log1p_column")
