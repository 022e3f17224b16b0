"""the texts "nan" and "None" count as missing

They are texts, and somebody may have meant them. What is missing is None or a NaN.
"""


def count_missing(table):
    return {
        name: sum(str(value) in ("nan", "None") for value in column)
        for name, column in table.items()
    }
