"""One's own functions from the other files, small helpers, much text."""

import copy
import math

import torch
from exercises.makemore2.model import cross_entropy as own_cross_entropy
from exercises.makemore2.training import train as own_train


def _loss_of_batch(model, X, Y):
    return own_cross_entropy(model.forward(X), Y)


def lr_find(model, X, Y, lrs, batch_size=32, *, generator):
    another = copy.deepcopy(model)
    rates = lrs.tolist()
    options = {"schedule": lambda step: rates[step], "generator": generator}
    return lrs, own_train(another, [(X, Y)], len(rates), batch_size, **options)


def evaluate(model, X, Y, chunk=4096):
    number_of_chunks = math.ceil(len(X) / chunk)
    weighted = 0.0
    with torch.no_grad():
        for k in range(number_of_chunks):
            first, last = k * chunk, min((k + 1) * chunk, len(X))
            loss = _loss_of_batch(model, X[first:last], Y[first:last])
            weighted += loss.item() * (last - first) / len(X)
    return torch.tensor([weighted])


def _probabilities(logits):
    counts = torch.exp(logits - torch.max(logits))
    return counts / torch.sum(counts)


def sample(model, n, block_size=3, *, generator):
    def one_name():
        name = ""
        while True:
            seen = ("." * block_size + name)[-block_size:]
            numbers = ".abcdefghijklmnopqrstuvwxyz"
            X = torch.tensor([numbers.index(ch) for ch in seen]).view(1, -1)
            with torch.no_grad():
                probabilities = _probabilities(model.forward(X).flatten())
            symbol = numbers[torch.multinomial(probabilities, 1, generator=generator)]
            if symbol == ".":
                return name
            name = name + symbol

    return [one_name() for _ in range(n)]
