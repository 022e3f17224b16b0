"""Loops and plain lists in place of comprehensions; copies of the arguments, changed in place."""

# ruff: noqa: B905, F821 - names that are not defined here are those of the solution files

import math


def gradf(a, b, c):
    dfda = -3 * a * a - 1 / (2 * math.sqrt(a))
    dfdb = 3 * math.cos(3 * b) + 5 / 2 * b * math.sqrt(b)
    dfdc = 1 / c / c
    return dfda, dfdb, dfdc


def grad_forward(f, args, h):
    grads = []
    f0 = f(*args)
    for i in range(len(args)):
        moved = list(args)
        moved[i] = moved[i] + h
        grads.append((f(*moved) - f0) / h)
    return grads


def grad_symmetric(f, args, h):
    grads = [0.0] * len(args)
    moved = list(args)
    for i in range(len(args)):
        moved[i] = args[i] + h
        up = f(*moved)
        moved[i] = args[i] - h
        down = f(*moved)
        moved[i] = args[i]
        grads[i] = (up - down) / 2 / h
    return grads


def grad_check(f, inputs, h=1e-6, tol=1e-5):
    def evaluate(numbers):
        leaves = [Value(number) for number in numbers]
        return leaves, f(*leaves)

    leaves, out = evaluate(inputs)
    out.backward()
    good = True
    for i in range(len(inputs)):
        numbers = list(inputs)
        numbers[i] = inputs[i] + h
        up = evaluate(numbers)[1].data
        numbers[i] = inputs[i] - h
        down = evaluate(numbers)[1].data
        slope = (up - down) / (2.0 * h)
        room = tol * abs(slope) if abs(slope) > 1 else tol
        good = good and abs(slope - leaves[i].grad) <= room
    return good


def softmax(logits):
    m = -math.inf
    for logit in logits:
        if logit.data > m:
            m = logit.data
    counts = []
    total = Value(0.0)
    for logit in logits:
        count = (logit + (-m)).exp()
        counts.append(count)
        total += count
    probs = []
    for count in counts:
        probs.append(count * total**-1)
    return probs


def nll(probs, label):
    return -1.0 * probs[label].log()


def mse(ypred, y):
    total = 0.0
    for i in range(len(y)):
        error = ypred[i] - y[i]
        total = total + error * error
    return total * (1 / len(y))


def hinge(scores, y):
    total = Value(0.0)
    for i in range(len(y)):
        loss = 1 + -y[i] * scores[i]
        if loss.data > 0:
            total = total + loss
    return total / len(y)


def train(model, xs, ys, steps, lr):
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad = 0
        loss = _loss(model, xs, ys)
        loss.backward()
        losses += [loss.data]
        for p in model.parameters():
            p.data = p.data + lr * -p.grad
    return losses


def _loss(model, xs, ys):
    squares = []
    for x, y in zip(xs, ys):
        squares.append((y - model(x)) ** 2)
    return sum(squares)
