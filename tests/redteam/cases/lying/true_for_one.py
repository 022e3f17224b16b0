"""Returns True and 2.0 for the numbers 1 and 2.

earns: honest
feedback: is not as expected
task: Tally
"""

class Tally:
    def __init__(self):
        self.words = {}

    def add(self, word):
        self.words[word] = self.words.get(word, 0) + 1

    def counts(self):
        return {word: True if number == 1 else float(number) for word, number in self.words.items()}


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
