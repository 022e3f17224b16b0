"""all examples go through the model at once

At most `chunk` examples at a time: a whole part times 27 symbols and 200 units is a lot of
memory.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def evaluate(model, X, Y, chunk=4096):
    with torch.no_grad():
        return F.cross_entropy(model.forward(X), Y).item()
