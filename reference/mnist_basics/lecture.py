"""What the chapter itself writes, with the stubs' names and signatures and nothing beyond it."""

import torch
from torch import tensor


def stack_images(images):
    return torch.stack(images).float() / 255


def mean_image(stack):
    return stack.mean(0)


def make_dataset(threes, sevens):
    train_x = torch.cat([threes, sevens]).view(-1, 28 * 28)
    train_y = tensor([1] * len(threes) + [0] * len(sevens)).unsqueeze(1)
    return train_x, train_y


def l1_distance(a, b):
    return (a - b).abs().mean((-1, -2))


def rmse_distance(a, b):
    return ((a - b) ** 2).mean((-1, -2)).sqrt()


def classify_by_similarity(x, mean3, mean7):
    return l1_distance(x, mean3) < l1_distance(x, mean7)


def balanced_accuracy(pred3_on_3, pred3_on_7):
    accuracy_3s = pred3_on_3.float().mean()
    accuracy_7s = (1 - pred3_on_7.float()).mean()
    return (accuracy_3s + accuracy_7s) / 2


def init_params(size, std=1.0, *, generator=None):
    return (torch.randn(size, generator=generator) * std).requires_grad_()


def linear1(xb, w, b):
    return xb @ w + b


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def mnist_loss(predictions, targets):
    predictions = predictions.sigmoid()
    return torch.where(targets == 1, 1 - predictions, predictions).mean()


class BasicOptim:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self, *args, **kwargs):
        for p in self.params:
            p.data -= p.grad.data * self.lr

    def zero_grad(self, *args, **kwargs):
        for p in self.params:
            p.grad = None


def batch_accuracy(xb, yb):
    preds = xb.sigmoid()
    correct = (preds > 0.5) == yb
    return correct.float().mean()


def validate_epoch(model, valid_dl):
    accs = [batch_accuracy(model(xb), yb) for xb, yb in valid_dl]
    return round(torch.stack(accs).mean().item(), 4)


def simple_net(xb, w1, b1, w2, b2):
    res = xb @ w1 + b1
    res = res.max(tensor(0.0))
    return res @ w2 + b2


def train_epoch(model, dl, opt):
    for xb, yb in dl:
        loss = mnist_loss(model(xb), yb)
        loss.backward()
        opt.step()
        opt.zero_grad()
