"""W2 is drawn before b1

All come out of one generator, so the order in which they are drawn matters: C, W1, b1, W2, b2.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


class MLP(MLP):
    def __init__(self, vocab, block, emb, hidden, *, generator):
        g = generator
        self.C = torch.randn((vocab, emb), generator=g)
        self.W1 = torch.randn((block * emb, hidden), generator=g)
        self.W2 = torch.randn((hidden, vocab), generator=g)
        self.b1 = torch.randn(hidden, generator=g)
        self.b2 = torch.randn(vocab, generator=g)
        for p in self.parameters():
            p.requires_grad = True
