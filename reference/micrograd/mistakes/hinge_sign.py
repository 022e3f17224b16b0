"""hinge rewards the wrong side, it is max(0, 1 + y * score)

y * score is positive where score and label agree, and the loss has to fall there.
"""


def hinge(scores, y):
    losses = [(1 + label * score).relu() for score, label in zip(scores, y, strict=True)]
    return sum(losses) / len(losses)
