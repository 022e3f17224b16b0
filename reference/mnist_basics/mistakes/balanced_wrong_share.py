"""it is the share of wrong answers

The accuracy is the share of right ones.
"""


def balanced_accuracy(pred3_on_3, pred3_on_7):
    on_threes = pred3_on_3.double().mean().item()
    on_sevens = 1 - pred3_on_7.double().mean().item()
    return 1 - (on_threes + on_sevens) / 2
