"""The stub of the one solution file."""


def attacked(x):
    """The softmax of every row of x (n, C), by hand."""
    raise NotImplementedError


def gradient(x):
    """The gradient of (tanh(x) ** 2).sum() with respect to x (n, C), by hand."""
    raise NotImplementedError


class Tally:
    """Counts words: add(word), and counts() as a dict from word to number."""

    def add(self, word):
        raise NotImplementedError

    def counts(self):
        raise NotImplementedError


def honest(x):
    """Twice x."""
    raise NotImplementedError
