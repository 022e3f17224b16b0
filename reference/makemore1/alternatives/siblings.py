"""Made of the functions of the other files, called by keyword."""

import torch
from exercises.makemore1.letters import STOI


def bigram_nn_loss(W, xs, ys, reg=0.0):
    from exercises.makemore1.losses import cross_entropy

    return cross_entropy(targets=ys, logits=W[xs]) + reg * (W**2).mean()


def bigram_nn_grad(W, xs, ys, reg=0.0):
    from exercises.makemore1.encoding import one_hot
    from exercises.makemore1.losses import softmax

    X, Y = (one_hot(num_classes=27, ix=i).to(W.dtype) for i in (xs, ys))
    return X.T @ (softmax(dim=1, logits=X @ W) - Y) / xs.shape[0] + 2 * reg / W.numel() * W


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    """The gradient is the formula of bigram_net.py, so W never asks autograd for anything. The
    solution above lets autograd find it, and has to clear it in each step.
    """
    from exercises.makemore1.bigram_net import bigram_nn_grad, bigram_nn_loss

    W = torch.randn((27, 27), generator=generator)
    losses = []
    while len(losses) < steps:
        losses.append(bigram_nn_loss(reg=reg, ys=ys, xs=xs, W=W))
        W -= lr * bigram_nn_grad(reg=reg, ys=ys, xs=xs, W=W)
    return (W, losses)


def trigram_nll(N3, words, smoothing):
    from exercises.makemore1.counting import normalise_rows

    P = normalise_rows(smoothing=smoothing, N=N3.view(729, 27)).view(27, 27, 27)
    losses = [
        -P[STOI[a], STOI[b], STOI[c]].log().item()
        for w in words
        for a, b, c in zip(".." + w, "." + w, w + ".", strict=False)
    ]
    return sum(losses) / len(losses)


def tune_smoothing(train, dev, grid):
    N3 = trigram_counts(train)  # noqa: F821 - of trigrams.py
    losses = {}
    for s in grid:
        losses[s] = (
            trigram_nll(smoothing=s, words=train, N3=N3),
            trigram_nll(smoothing=s, words=dev, N3=N3),
        )
    smallest = min(pair[1] for pair in losses.values())
    return min(s for s in grid if losses[s][1] == smallest), losses
