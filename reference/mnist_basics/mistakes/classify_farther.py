"""the image counts as the digit that it is farther from

A small distance means alike: a three is nearer to mean3.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def classify_by_similarity(x, mean3, mean7):
    return l1_distance(x, mean3) > l1_distance(x, mean7)
