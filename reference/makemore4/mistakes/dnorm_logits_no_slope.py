"""the slope of exp is left out

What comes from above is the gradient of counts.
The chain rule multiplies it by the slope of exp at norm_logits.
"""


def dnorm_logits(f, g):
    return g.counts.clone()
