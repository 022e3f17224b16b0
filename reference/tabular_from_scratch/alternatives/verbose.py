"""One small step a line, names for everything, clones that are changed in place.

Every intermediate value has a name and a line of its own, so that each can be looked at on the
way. The solution above joins these steps into fewer lines.
"""

import torch


def max_normalise(X):
    number_of_columns = X.shape[1]
    normalised = X.clone()
    maxes = torch.zeros(number_of_columns, dtype=X.dtype)
    for column in range(number_of_columns):
        largest = X[:, column].max()
        if largest.item() == 0:
            largest = torch.tensor(1.0, dtype=X.dtype)
        normalised[:, column] /= largest
        maxes[column] = largest
    return normalised, maxes


def apply_normalise(X, maxes):
    result = X.clone()
    result /= maxes
    return result


def calc_preds_linear(coeffs, X):
    products = X * coeffs.unsqueeze(0)
    predictions = products.sum(1)
    return predictions


def mae_loss(preds, y):
    same_shape = tuple(preds.shape) == tuple(y.shape)
    if not same_shape:
        raise ValueError("the shapes are not the same")
    differences = preds - y
    absolute_differences = differences.abs()
    total = absolute_differences.sum()
    number = absolute_differences.numel()
    return total / number


def linear_mae_grad(coeffs, X, y):
    n = X.size(0)
    predictions = (X * coeffs).sum(1)
    residuals = predictions - y
    slope = torch.zeros_like(residuals)
    slope[residuals > 0] = 1
    slope[residuals < 0] = -1
    contributions = X * slope[:, None]
    return contributions.sum(0) / n


def sigmoid(x):
    positive = x >= 0
    result = torch.zeros_like(x)
    result[positive] = 1 / (1 + torch.exp(-x[positive]))
    exponentials = torch.exp(x[~positive])
    result[~positive] = exponentials / (1 + exponentials)
    return result


def update_coeffs(params, lr):
    """The new numbers go into p.data, which autograd does not watch, and the gradient is set to
    zeros. The solution above changes p under no_grad, and leaves None where the gradient was.
    """
    for parameter in params:
        gradient = parameter.grad
        if gradient is not None:
            step = lr * gradient
            parameter.data = parameter.data - step
            parameter.grad.data.zero_()


def preds_two_layer(params, X):
    first_layer = params[0]
    second_layer = params[1]
    constant = params[2]
    hidden = torch.matmul(X, first_layer)
    hidden = hidden * (hidden > 0)
    output = torch.matmul(hidden, second_layer)
    output = output + constant
    exponentials = torch.exp(-output)
    return 1.0 / (1.0 + exponentials)


def preds_deep(params, X):
    layers = params[0]
    constants = params[1]
    activations = X.clone()
    number_of_layers = len(layers)
    for number in range(number_of_layers):
        activations = activations @ layers[number]
        activations += constants[number]
        is_last = number == number_of_layers - 1
        if not is_last:
            activations = torch.maximum(activations, torch.zeros_like(activations))
    return 1 / (1 + torch.exp(-activations))


def accuracy(preds, y):
    survived = preds > 0.5
    right = survived == y.bool()
    return right.float().mean().item()


def train(preds_fn, params, X, y, lr, epochs):
    history = []
    for _epoch in range(epochs):
        for parameter in params:
            parameter.grad = None
        predictions = preds_fn(params, X)
        loss = torch.mean(torch.abs(predictions - y))
        history.append(float(loss.item()))
        loss.backward()
        for parameter in params:
            parameter.data -= lr * parameter.grad
    for parameter in params:
        parameter.grad = None
    return history
