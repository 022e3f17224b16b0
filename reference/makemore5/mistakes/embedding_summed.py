"""the rows of a context are added up

Each place keeps a row of its own; a sum forgets which letter stood where.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class Embedding(Embedding):
    def __call__(self, IX):
        self.out = self.weight[IX].sum(-2)
        return self.out
