"""the exponentials are not divided by their sum

Probabilities add up to 1. The exponentials are positive, but their sum is some other number.
"""


def softmax(logits):
    largest = max(logit.data for logit in logits)
    return [(logit - largest).exp() for logit in logits]
