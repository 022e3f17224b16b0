"""hinge has no margin, it is max(0, -y * score)

The 1 asks for more than the right side: a score of the right sign still costs until y * score
reaches 1.
"""


def hinge(scores, y):
    losses = [(-label * score).relu() for score, label in zip(scores, y, strict=True)]
    return sum(losses) / len(losses)
