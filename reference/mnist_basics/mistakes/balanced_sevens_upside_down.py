"""a seven that is called three counts as right

For sevens True is the wrong answer: their accuracy is the share of False.
"""


def balanced_accuracy(pred3_on_3, pred3_on_7):
    on_threes = pred3_on_3.double().mean().item()
    on_sevens = 1 - pred3_on_7.double().mean().item()
    return (on_threes + 1 - on_sevens) / 2
