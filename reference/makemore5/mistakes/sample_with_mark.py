"""the mark that ends a name is part of it

The mark says that the name is over; the name is what stood before it.
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
                    name += "." if letter == 0 else chr(ord("a") + letter - 1)
                    if letter == 0:
                        break
                    context = [*context[1:], letter]
                names.append(name)
    finally:
        model.train(before)
    return names
