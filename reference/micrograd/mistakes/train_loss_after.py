"""the loss that a step reports is the one after its update

The docstring asks for the loss that the step's gradients belong to.
"""


def train(model, xs, ys, steps, lr):
    losses = []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        losses.append(sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True)).data)
    return losses
