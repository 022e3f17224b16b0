"""all images are counted together

With many more images of one class, that class decides. Each class has its own accuracy, and the two
are averaged.
"""


def balanced_accuracy(pred3_on_3, pred3_on_7):
    on_threes = pred3_on_3.double().mean().item()
    on_sevens = 1 - pred3_on_7.double().mean().item()
    return (len(pred3_on_3) * on_threes + len(pred3_on_7) * on_sevens) / (
        len(pred3_on_3) + len(pred3_on_7)
    )
