"""gradients of earlier batches stay

backward() adds to what .grad holds. Without zero_grad() every step uses the sum of all batches so
far.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train_epoch(model, dl, opt):
    for xb, yb in dl:
        mnist_loss(model(xb), yb).backward()
        opt.step()
