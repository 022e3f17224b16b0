"""The passengers of the Titanic as a table, for all files of this topic. Given, not edited.

A table is a dict: the name of a column -> the list of its values, one a passenger. A value that is
missing is None. This is all there is of a table here; there is no pandas in this topic.

    from exercises.tabular_from_scratch.passengers import read_table

    table = read_table()
    table["Age"][:6]  ->  [22.0, 38.0, 26.0, 35.0, 35.0, None]

Survived is the target, 0 or 1. Pclass is the class of the cabin (1, 2 or 3), SibSp counts siblings
and spouses on board, Parch parents and children, Fare is in pounds, Embarked is the port: C, Q, S.
"""

from typing import Any

from exercises.data import load_titanic

Table = dict[str, list[Any]]

KINDS = {"Survived": int, "Pclass": int, "Age": float, "SibSp": int, "Parch": int, "Fare": float}

# The 12 columns of the models, in the order in which the notebook has them.
NAMES = ["Age", "SibSp", "Parch", "LogFare", "Sex_male", "Sex_female"]
NAMES += ["Pclass_1", "Pclass_2", "Pclass_3", "Embarked_C", "Embarked_Q", "Embarked_S"]


def read_table() -> Table:
    """The 891 passengers, columns in the order of the file; numbers as numbers, "" as None."""
    rows = load_titanic()
    return {
        name: [KINDS.get(name, str)(row[name]) if row[name] else None for row in rows]
        for name in rows[0]
    }
