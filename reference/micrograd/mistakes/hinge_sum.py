"""hinge is the sum over the examples, not the mean

A mean does not grow with the number of examples.
"""


def hinge(scores, y):
    return sum((1 - label * score).relu() for score, label in zip(scores, y, strict=True))
