"""numpy for what needs no gradient: losses, shapes, drawing letters from a uniform number."""

import numpy as np
import torch


def trace_shapes(model, x):
    with torch.no_grad():
        model(x)
    return [
        (layer.__class__.__qualname__.split(".")[-1], layer.out.detach().numpy().shape)
        for layer in model.layers
    ]


def evaluate(model, X, Y):
    before = model.training
    model.train(False)
    try:
        with torch.no_grad():
            scores = model(X).numpy().astype(np.float64)
    finally:
        model.train(before)
    scores = scores.reshape(-1, scores.shape[-1])
    scores -= scores.max(axis=1, keepdims=True)
    logprobs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return -logprobs[np.arange(len(scores)), Y.numpy().ravel()].mean()


def sample(model, count, block_size=8, *, generator):
    before = model.training
    model.train(False)
    try:
        names = []
        for _ in range(count):
            context, letters = np.zeros(block_size, dtype=np.int64), []
            while True:
                with torch.no_grad():
                    p = model(torch.from_numpy(context)[None]).softmax(1)[0].double().numpy()
                point = torch.rand(1, generator=generator).item() * p.sum()
                ix = min(int(np.searchsorted(np.cumsum(p), point, side="right")), len(p) - 1)
                if ix == 0:
                    break
                letters.append(chr(96 + ix))
                context = np.append(context[1:], ix)
            names.append("".join(letters))
        return names
    finally:
        model.train(before)


def smooth(losses, k):
    if k <= 0 or len(losses) < k:
        raise ValueError("not enough losses")
    a = np.array(losses)
    a = a[: a.size // k * k].reshape(-1, k)
    return torch.from_numpy(a.mean(axis=1))
