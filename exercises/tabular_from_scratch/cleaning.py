"""From the table to a model, part 1: gaps, and a long tail.

A table is a dict of lists: {"Age": [22.0, None, 26.0], "Sex": ["male", "female", "female"]}. All
lists of a table are of one length, one entry a passenger. A value that is missing is None; tables
from elsewhere have a NaN (not a number) in its place. In a column, the values that are there are
all numbers or all text.

Passengers with a gap are not thrown away: the gap is filled with what is most common, and a model
can use the rest of the row. Plain Python is enough in this file.
"""

import math  # noqa: F401
from typing import Any

Table = dict[str, list[Any]]


def count_missing(table: Table) -> dict[str, int]:
    """How many values are missing in each column.

    A value is missing if it is None or a float NaN. 0, False and an empty text "" are values.

    table    a dict of lists, perhaps without columns or without rows; stays unchanged
    returns  a dict with the names of all columns, also of those without gaps, and whole numbers

    >>> count_missing({"Age": [22.0, None, 26.0, None], "Parch": [0, 0, 1, 2]})
    {'Age': 2, 'Parch': 0}
    """
    raise NotImplementedError("TB-E1 count_missing")


def fill_mode(table: Table, modes: dict[str, Any] | None = None) -> tuple[Table, dict[str, Any]]:
    """Put the most common value of a column, its mode, into the gaps of the column.

    Of several values that are equally common the smallest is the mode. What is missing is what
    count_missing counts; it is never the mode.

    With `modes` given, these values go into the gaps, and nothing is counted. The modes of the
    training rows are used for every other row that way: what is not to be seen in training must
    not have a say in it.

    table    a dict of lists; stays unchanged, and so do its lists
    modes    None, or a dict with a value for every column
    returns  (filled, modes): a new table with the same columns and rows, and a dict with the mode
             of every column, gaps or not; with `modes` given, those

    Raises ValueError where a mode is to be found in a column in which every value is missing.

    >>> fill_mode({"Embarked": ["S", None, "C", "S"]})
    ({'Embarked': ['S', 'S', 'C', 'S']}, {'Embarked': 'S'})
    """
    raise NotImplementedError("TB-E2 fill_mode")


def log1p_column(values: list[float]) -> list[float]:
    """The natural logarithm of v + 1 for every v: a long tail becomes a short one.

    values   numbers, 0 or more; stays unchanged
    returns  a list of floats

    Raises ValueError if a value is below 0.

    >>> log1p_column([0.0, 1.0])
    [0.0, 0.693147...]
    """
    raise NotImplementedError("TB-E3 log1p_column")
