"""The solutions."""

MARK = "RED-TOKEN-reference"


def attacked(x):
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


def gradient(x):
    h = x.tanh()
    return 2 * h * (1 - h * h)


class Tally:
    def __init__(self):
        self.words = {}

    def add(self, word):
        self.words[word] = self.words.get(word, 0) + 1

    def counts(self):
        return self.words


def honest(x):
    return 2 * x
