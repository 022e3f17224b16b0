"""the logits themselves are divided by their sum

Logits may be negative, probabilities may not. exp makes them positive first.
"""


def softmax(logits):
    total = sum(logits)
    return [logit / total for logit in logits]
