"""the model is in training after sampling, whatever it was before

A model that was in evaluation goes back to evaluation: remember the mode at the beginning.
"""

import torch
from torch.nn import functional as F


def sample(model, count, block_size=8, *, generator):
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
                    context = [*context[1:], letter]
                names.append(name)
    finally:
        model.train(True)
    return names
