"""a word that comes twice counts once

Each time a word comes is data of its own: the loss is a mean over all pairs of all words.
"""

from exercises.makemore1.letters import STOI


def nll(P, words):
    if not words:
        raise ValueError("there are no words")
    total, n = 0.0, 0
    for word in set(words):
        for a, b in zip("." + word, word + ".", strict=True):
            total -= P[STOI[a], STOI[b]].log().item()
            n += 1
    return total / n
