"""only the first batch is used

An epoch goes through all batches.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train_epoch(model, dl, opt):
    for xb, yb in dl:
        mnist_loss(model(xb), yb).backward()
        opt.step()
        opt.zero_grad()
        break
