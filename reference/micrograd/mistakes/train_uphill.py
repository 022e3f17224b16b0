"""the gradient is added to the parameters

A gradient points to where the loss grows. Training goes the other way.
"""


def train(model, xs, ys, steps, lr):
    losses = []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data += lr * p.grad
        losses.append(loss.data)
    return losses
