"""The lecture's loop as a function, with the gradients set to 0 before each backward pass."""

from exercises.micrograd.neural_net import MLP  # noqa: F401 - the checks use it


def train(model, xs, ys, steps, lr):
    losses = []
    for _k in range(steps):
        ypred = [model(x) for x in xs]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred))  # noqa: B905
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data += -lr * p.grad
        losses.append(loss.data)
    return losses
