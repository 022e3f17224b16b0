"""every letter is as probable as every other one

softmax over axis 0 of a single row divides each number by itself, and 1 stands everywhere. The
scores of one context are a row: its axis is 1.
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
                    probs = F.softmax(model(torch.tensor([context])), dim=0)
                    letter = int(torch.multinomial(probs[0], 1, generator=generator))
                    if letter == 0:
                        break
                    name += chr(ord("a") + letter - 1)
                    context = [*context[1:], letter]
                names.append(name)
    finally:
        model.train(before)
    return names
