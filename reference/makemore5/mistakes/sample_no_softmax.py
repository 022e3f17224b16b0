"""the scores themselves are taken for probabilities

torch.multinomial takes weights of 0 and more. Scores have any sign, and a score of 0 is no
probability of 0: softmax of the row makes probabilities of them.
"""

import torch


def sample(model, count, block_size=8, *, generator):
    before = model.training
    model.train(False)
    names = []
    try:
        with torch.no_grad():
            for _name in range(count):
                context, name = [0] * block_size, ""
                while True:
                    scores = model(torch.tensor([context]))
                    letter = torch.multinomial(scores, 1, generator=generator).item()
                    if letter == 0:
                        break
                    name += chr(ord("a") + letter - 1)
                    context = [*context[1:], letter]
                names.append(name)
    finally:
        model.train(before)
    return names
