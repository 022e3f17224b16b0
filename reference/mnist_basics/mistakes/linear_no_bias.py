"""the bias is left out

The bias moves all logits alike. Without it an image without ink has logit 0, whatever the weights.
"""


def linear1(xb, w, b):
    return xb @ w + 0 * b
