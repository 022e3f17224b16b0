"""Step by step, with a name for everything, and an iterator class.

Every intermediate value has a name and a line of its own, so that each can be looked at on the
way. The solution above joins these steps into fewer lines.
"""

import torch


def stack_images(images):
    n = len(images)
    if n == 0:
        raise ValueError("the list is empty")
    height, width = images[0].shape
    for image in images:
        if image.shape[0] != height or image.shape[1] != width:
            raise ValueError("the images have different sizes")
    with_new_axis = [image.unsqueeze(0) for image in images]
    joined = torch.cat(with_new_axis, dim=0)
    return joined.to(torch.float32) / 255.0


def make_dataset(threes, sevens):
    n3, h, w = threes.shape
    n7 = sevens.shape[0]
    X3, X7 = threes.reshape(n3, h * w), sevens.reshape(n7, h * w)
    X = torch.cat((X3, X7), dim=0)
    y = torch.zeros(n3 + n7, 1, dtype=torch.long)
    y[0:n3, 0] = 1
    return X, y


def l1_distance(a, b):
    difference = torch.abs(a - b)
    height, width = difference.shape[-2:]
    return difference.sum(dim=(-2, -1)) / (height * width)


def rmse_distance(a, b):
    difference = a - b
    squared = difference * difference
    mean_squared = torch.mean(squared, dim=(-1, -2))
    return mean_squared**0.5


def classify_by_similarity(x, mean3, mean7):
    gap = l1_distance(x, mean7) - l1_distance(x, mean3)
    return torch.where(gap > 0, True, False)


def linear1(xb, w, b):
    weighted = xb * w.squeeze(1)
    logits = weighted.sum(dim=1) + b
    return logits.unsqueeze(1)


def sigmoid(x):
    positive = x >= 0
    out = torch.empty_like(x)
    out[positive] = 1 / (1 + torch.exp(-x[positive]))
    e = torch.exp(x[~positive])
    out[~positive] = e / (1 + e)
    return out


def mnist_loss(logits, targets):
    if list(logits.shape) != list(targets.shape):
        raise ValueError(f"{logits.shape} is not {targets.shape}")
    targets = targets.float()
    predictions = torch.sigmoid(logits)
    loss_of_threes = targets * (1 - predictions)
    loss_of_sevens = (1 - targets) * predictions
    return torch.mean(loss_of_threes + loss_of_sevens)


def mnist_loss_grad(logits, targets):
    n = logits.shape[0]
    p = torch.sigmoid(logits)
    dp = p - p**2
    dloss_dp = torch.full_like(p, 1 / n)
    dloss_dp[targets == 1] = -1 / n
    return dloss_dp * dp


class Batches:
    def __init__(self, loader, order):
        self.loader, self.order, self.at = loader, order, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at >= len(self.loader):
            raise StopIteration
        size = self.loader.batch_size
        rows = self.order[self.at * size : (self.at + 1) * size]
        self.at += 1
        xs = [self.loader.dataset[i][0] for i in rows]
        ys = [self.loader.dataset[i][1] for i in rows]
        return [torch.stack(xs), torch.stack(ys)]


class DataLoader:
    """The iterator is a class that keeps the place it has reached, and shuffling sorts random
    numbers. The solution above is a generator: Python makes such a class out of a function with
    yield.
    """

    def __init__(self, dataset, batch_size, shuffle=False, *, generator=None, drop_last=False):
        self.dataset = list(dataset)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.generator = generator
        self.drop_last = drop_last

    def __iter__(self):
        order = list(range(len(self.dataset)))
        if self.shuffle:
            chances = torch.rand(len(order), generator=self.generator)
            order = torch.argsort(chances).tolist()
        return Batches(self, order)

    def __len__(self):
        count = len(self.dataset) // self.batch_size
        if not self.drop_last and len(self.dataset) % self.batch_size != 0:
            count += 1
        return count


class BasicOptim:
    """The new numbers are worked out first and copied into p, and zero_grad leaves tensors of
    zeros. The solution above changes p in place and sets the gradient to None, which is less to
    compute.
    """

    def __init__(self, params, lr):
        self.params = tuple(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                with torch.no_grad():
                    p.copy_(p - self.lr * p.grad)

    def zero_grad(self):
        for p in self.params:
            p.grad = None if p.grad is None else torch.zeros_like(p.grad)


def batch_accuracy(logits, y):
    predictions = torch.sigmoid(logits) > 0.5
    labels = y.bool()
    right = torch.eq(predictions, labels)
    return right.sum() / right.numel()


@torch.no_grad()
def validate_epoch(model, dl):
    weights, accuracies = [], []
    for xb, yb in dl:
        accuracies.append(batch_accuracy(model(xb), yb))
        weights.append(float(xb.shape[0]))
    weights = torch.tensor(weights)
    return (torch.stack(accuracies) * weights).sum() / weights.sum()


def simple_net(xb, w1, b1, w2, b2):
    hidden = torch.matmul(xb, w1) + b1
    activated = torch.maximum(hidden, torch.zeros_like(hidden))
    return torch.matmul(activated, w2) + b2


def train_epoch(model, dl, opt):
    losses = []
    for i, (xb, yb) in enumerate(dl):  # noqa: B007
        opt.zero_grad()
        predictions = model(xb)
        loss = mnist_loss(predictions, yb)
        losses.append(loss.item())
        loss.backward()
        opt.step()
    return sum(losses) / len(losses)
