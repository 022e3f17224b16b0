"""the result is rounded to three digits

A digit that is cut off is an image that counts for nothing.
"""


def balanced_accuracy(pred3_on_3, pred3_on_7):
    both = pred3_on_3.double().mean() + 1 - pred3_on_7.double().mean()
    return round(both.item() / 2, 3)
