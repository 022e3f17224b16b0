"""the answer is in numbers, not in True and False

A comparison gives bool; it need not be turned into 0 and 1.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def classify_by_similarity(x, mean3, mean7):
    return (l1_distance(x, mean3) < l1_distance(x, mean7)).long()
