"""the parameters stay where they are

Cleared gradients move nothing: clear, then backward, then update. Neither does p = p - ..., which
gives the name p to something new and leaves the parameter as it was.
"""


def train(model, xs, ys, steps, lr):
    losses = []
    for _ in range(steps):
        loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
        loss.backward()
        model.zero_grad()
        for p in model.parameters():
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses
