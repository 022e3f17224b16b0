"""columns without gaps are left out

The result has a number for every column, and for most columns of a good table it is 0.
"""


def count_missing(table):
    counts = {}
    for name, column in table.items():
        count = sum(value is None or value != value for value in column)
        if count:
            counts[name] = count
    return counts
