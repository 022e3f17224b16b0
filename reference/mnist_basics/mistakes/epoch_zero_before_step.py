"""there are no gradients at the step

Without backward(), or with zero_grad() between backward() and step(), there is nothing to step
with.
"""

# ruff: noqa: F821 - names that are not defined here are those of the solution file


def train_epoch(model, dl, opt):
    for xb, yb in dl:
        mnist_loss(model(xb), yb).backward()
        opt.zero_grad()
        opt.step()
