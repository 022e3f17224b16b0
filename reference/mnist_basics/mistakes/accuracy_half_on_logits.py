"""0.5 is compared with the logit, not with its sigmoid

The sigmoid is 0.5 where the logit is 0. Logits between 0 and 0.5 are threes.
"""


def batch_accuracy(logits, y):
    return ((logits > 0.5) == (y == 1)).double().mean().item()
