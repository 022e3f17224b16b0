"""the mode is not restored after an error in sample

Where calling the model raises an error, lines behind it do not run. What has to run in any case
belongs into a finally.
"""

import torch
from torch.nn import functional as F


def sample(model, count, block_size=8, *, generator):
    before = model.training
    model.train(False)
    names = []
    for _name in range(count):
        context, name = [0] * block_size, ""
        while True:
            with torch.no_grad():
                probs = F.softmax(model(torch.tensor([context])), dim=1)
            letter = int(torch.multinomial(probs[0], 1, generator=generator))
            if letter == 0:
                break
            name += chr(ord("a") + letter - 1)
            context = [*context[1:], letter]
        names.append(name)
    model.train(before)
    return names
