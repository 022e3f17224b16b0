"""gradients are never cleared

Old gradients keep adding; your step uses the sum of all past gradients.
"""


def train(model, xs, ys, steps, lr):
    losses = []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses
