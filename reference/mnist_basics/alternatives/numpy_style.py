"""With numpy wherever autograd is not needed."""

import numpy as np
import torch


def stack_images(images):
    arrays = [image.numpy() for image in images]
    if len({a.shape for a in arrays}) != 1:
        raise ValueError
    return torch.from_numpy(np.stack(arrays).astype(np.float32) / np.float32(255))


def mean_image(stack):
    return torch.from_numpy(stack.numpy().mean(axis=0))


def make_dataset(threes, sevens):
    rows = np.concatenate([a.numpy().reshape(len(a), -1) for a in (threes, sevens)], axis=0)
    y = np.zeros((len(rows), 1), dtype=np.int64)
    y[: len(threes)] = 1
    return torch.tensor(rows), torch.tensor(y)


def l1_distance(a, b):
    return torch.tensor(np.mean(np.abs(a.numpy() - b.numpy()), axis=(-2, -1)))


def rmse_distance(a, b):
    return torch.tensor(np.sqrt(np.mean(np.square(a.numpy() - b.numpy()), axis=(-2, -1))))


def classify_by_similarity(x, mean3, mean7):
    x, mean3, mean7 = x.numpy(), mean3.numpy(), mean7.numpy()
    three, seven = (np.abs(x - mean).mean(axis=(-1, -2)) for mean in (mean3, mean7))
    return torch.tensor(three < seven)


def balanced_accuracy(pred3_on_3, pred3_on_7):
    return np.mean([np.mean(pred3_on_3.numpy()), np.mean(~pred3_on_7.numpy())])


def sigmoid(x):
    values = x.numpy()
    with np.errstate(over="ignore"):
        return torch.from_numpy(np.asarray(1 / (1 + np.exp(-values)), dtype=values.dtype))


def mnist_loss_grad(logits, targets):
    z, y = logits.numpy(), targets.numpy()
    p = 0.5 * (1 + np.tanh(z / 2))
    grad = np.where(y == 1, -p * (1 - p), p * (1 - p)) / z.size
    return torch.from_numpy(grad.astype(z.dtype))


def batch_accuracy(logits, y):
    return float(np.mean((logits.detach().numpy() > 0) == y.numpy().astype(bool)))


def validate_epoch(model, dl):
    pairs = [(model(xb).detach().numpy(), yb.numpy()) for xb, yb in dl]
    z, y = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return np.mean((z > 0) == (y == 1))
