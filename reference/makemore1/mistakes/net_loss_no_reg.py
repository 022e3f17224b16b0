"""reg is left out of the loss

The loss has two terms; the second one is reg times the mean of all squared weights.
"""

import torch


def bigram_nn_loss(W, xs, ys, reg=0.0):
    logits = W[xs]
    log_probs = logits - logits.exp().sum(dim=1, keepdim=True).log()
    return -log_probs[torch.arange(xs.shape[0]), ys].mean() + 0.0
