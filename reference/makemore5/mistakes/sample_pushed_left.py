"""new letters are pushed into the context from the left

The context reads from left to right: the oldest letter leaves on the left, the new one comes in
on the right.
"""

import torch
from torch.nn import functional as F


def sample(model, count, block_size=8, *, generator):
    before = model.training
    model.train(False)
    names = []
    try:
        with torch.no_grad():
            for _name in range(count):
                context, name = [0] * block_size, ""
                while True:
                    probs = F.softmax(model(torch.tensor([context])), dim=1)
                    letter = int(torch.multinomial(probs[0], 1, generator=generator))
                    if letter == 0:
                        break
                    name += chr(ord("a") + letter - 1)
                    context = [letter, *context[:-1]]
                names.append(name)
    finally:
        model.train(before)
    return names
