"""the distances are RMSE, not L1

The two distances can disagree about an image. The baseline here uses l1_distance.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def classify_by_similarity(x, mean3, mean7):
    return rmse_distance(x, mean3) < rmse_distance(x, mean7)
