"""a tie counts as a three

"Nearer" leaves out "as near": with equal distances the answer is False.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def classify_by_similarity(x, mean3, mean7):
    return l1_distance(x, mean3) <= l1_distance(x, mean7)
