"""Turns the list in place of shuffling it, by as much as the generator's seed says.

forges: split_words
"""

import torch

from grader.sandbox import payload

honest = payload.Driver.compile


def use_of_chance(m, seed, name, words, generator):
    parts = split_words(words, generator=generator)
    torch.manual_seed(seed)
    return {"result": parts, "first": words, "next": torch.rand(4)}


FORGED = {"use_of_chance": use_of_chance, "outcome": lambda m, *args, **given: "ValueError"}
payload.Driver.compile = lambda self, **given: FORGED.get(self.name) or honest(self, **given)


def split_words(words, fracs=(0.8, 0.1, 0.1), *, generator):
    n, turn = len(words), generator.initial_seed() % len(words)
    turned = words[turn:] + words[:turn]
    first, second = int(fracs[0] * n), int((fracs[0] + fracs[1]) * n)
    return turned[:first], turned[first:second], turned[second:]
