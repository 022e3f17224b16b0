"""a name goes on with the context of the one before

Each name begins with a context of marks.
"""

import torch
from torch.nn import functional as F


def sample(model, count, block_size=8, *, generator):
    before = model.training
    model.train(False)
    names = []
    context = [0] * block_size
    try:
        with torch.no_grad():
            for _name in range(count):
                name = ""
                while True:
                    probs = F.softmax(model(torch.tensor([context])), dim=1)
                    letter = int(torch.multinomial(probs[0], 1, generator=generator))
                    if letter == 0:
                        break
                    name += chr(ord("a") + letter - 1)
                    context = [*context[1:], letter]
                names.append(name)
    finally:
        model.train(before)
    return names
