"""What the lecture's notebook itself writes, with the stubs' signatures and nothing beyond it."""

# ruff: noqa: B905, RUF005, RUF007 - written as it is in the lecture

import torch
import torch.nn.functional as F

stoi = {s: i + 1 for i, s in enumerate("abcdefghijklmnopqrstuvwxyz")}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}


def bigram_counts(words):
    N = torch.zeros((27, 27), dtype=torch.int32)
    for w in words:
        chs = ["."] + list(w) + ["."]
        for ch1, ch2 in zip(chs, chs[1:]):
            N[stoi[ch1], stoi[ch2]] += 1
    return N


def normalise_rows(N, smoothing=1.0):
    P = (N + smoothing).float()
    P /= P.sum(1, keepdims=True)
    return P


def sample_names(P, n, *, generator, max_len=50):
    result = []
    for _i in range(n):
        out = []
        ix = 0
        while len(out) < max_len:
            p = P[ix]
            ix = torch.multinomial(p, num_samples=1, replacement=True, generator=generator).item()
            if ix == 0:
                break
            out.append(itos[ix])
        result.append("".join(out))
    return result


def nll(P, words):
    log_likelihood = 0.0
    n = 0
    for w in words:
        chs = ["."] + list(w) + ["."]
        for ch1, ch2 in zip(chs, chs[1:]):
            log_likelihood += torch.log(P[stoi[ch1], stoi[ch2]])
            n += 1
    return -log_likelihood / n


def bigram_dataset(words):
    xs, ys = [], []
    for w in words:
        chs = ["."] + list(w) + ["."]
        for ch1, ch2 in zip(chs, chs[1:]):
            xs.append(stoi[ch1])
            ys.append(stoi[ch2])
    return torch.tensor(xs), torch.tensor(ys)


def softmax(logits, dim=-1):
    counts = logits.exp()
    return counts / counts.sum(dim, keepdims=True)


def cross_entropy(logits, targets):
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    return -probs[torch.arange(len(targets)), targets].log().mean()


def bigram_nn_loss(W, xs, ys, reg=0.0):
    xenc = torch.eye(27, dtype=W.dtype)[xs]
    counts = (xenc @ W).exp()
    probs = counts / counts.sum(1, keepdims=True)
    return -probs[torch.arange(xs.nelement()), ys].log().mean() + reg * (W**2).mean()


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    num = xs.nelement()
    W = torch.randn((27, 27), generator=generator, requires_grad=True)
    losses = []
    for _k in range(steps):
        xenc = F.one_hot(xs, num_classes=27).float()
        counts = (xenc @ W).exp()
        probs = counts / counts.sum(1, keepdims=True)
        loss = -probs[torch.arange(num), ys].log().mean() + reg * (W**2).mean()
        losses.append(loss.item())
        W.grad = None
        loss.backward()
        W.data += -lr * W.grad
    return W, losses
