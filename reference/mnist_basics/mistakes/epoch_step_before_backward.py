"""the step comes before backward()

At the first batch there is no gradient yet, and later steps use the gradients of the batch before.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train_epoch(model, dl, opt):
    for xb, yb in dl:
        loss = mnist_loss(model(xb), yb)
        opt.step()
        opt.zero_grad()
        loss.backward()
