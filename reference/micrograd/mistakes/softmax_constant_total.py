"""the sum of the exponentials is taken as a plain number, so no gradient goes through it

Every logit is in the sum too: raising one lowers the probability of the others.
"""


def softmax(logits):
    largest = max(logit.data for logit in logits)
    counts = [(logit - largest).exp() for logit in logits]
    total = sum(count.data for count in counts)
    return [count / total for count in counts]
