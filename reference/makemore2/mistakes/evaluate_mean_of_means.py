"""the means of the chunks are averaged

A last chunk of one example would count as much as a full one. Weight each mean by the size of its
chunk.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def evaluate(model, X, Y, chunk=4096):
    means = []
    with torch.no_grad():
        for i in range(0, len(X), chunk):
            means.append(F.cross_entropy(model.forward(X[i : i + chunk]), Y[i : i + chunk]).item())
    return sum(means) / len(means)
