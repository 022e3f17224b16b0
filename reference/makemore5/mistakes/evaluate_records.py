"""gradients are recorded during the evaluation

Nothing is trained here. Under torch.no_grad() the values in between are let go at once, which a
whole split needs.
"""

import torch
from torch.nn import functional as F


def evaluate(model, X, Y):
    before = model.training
    model.train(False)
    try:
        with torch.enable_grad():
            logits = model(X)
            return F.cross_entropy(logits.flatten(0, -2), Y.flatten()).item()
    finally:
        model.train(before)
