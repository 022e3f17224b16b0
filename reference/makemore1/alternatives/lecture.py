"""As the lecture writes it, with what the docstrings add to it."""

# ruff: noqa: B905, RUF005, RUF007 - written as it is in the lecture

import torch
import torch.nn.functional as F

chars = list("abcdefghijklmnopqrstuvwxyz")
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}


def bigram_counts(words):
    if len(words) == 0:
        raise ValueError("empty")
    N = torch.zeros((27, 27), dtype=torch.int32)
    for w in words:
        for ch in w:
            if ch not in chars:
                raise ValueError(ch)
        chs = ["."] + list(w) + ["."]
        for ch1, ch2 in zip(chs, chs[1:]):
            ix1 = stoi[ch1]
            ix2 = stoi[ch2]
            N[ix1, ix2] += 1
    return N


def normalise_rows(N, smoothing=1.0):
    P = N + smoothing
    if P.dtype != torch.float64:
        P = P.float()
    P = P.clone()
    P[P.sum(1) == 0] = 1.0
    P /= P.sum(1, keepdims=True)
    return P


def sample_names(P, n, *, generator, max_len=50):
    g = generator
    result = []
    for _i in range(n):
        out = []
        ix = 0
        while True:
            p = P[ix]
            ix = torch.multinomial(p, num_samples=1, replacement=True, generator=g).item()
            if ix == 0:
                break
            out.append(itos[ix])
            if len(out) == max_len:
                break
        result.append("".join(out))
    return result


def nll(P, words):
    if not words:
        raise ValueError("no words")
    log_likelihood = 0.0
    n = 0
    for w in words:
        chs = ["."] + list(w) + ["."]
        for ch1, ch2 in zip(chs, chs[1:]):
            prob = P[stoi[ch1], stoi[ch2]]
            logprob = torch.log(prob)
            log_likelihood += logprob
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


def bigram_nn_loss(W, xs, ys, reg=0.0):
    xenc = torch.eye(27, dtype=W.dtype)[xs]
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdims=True)
    return -probs[torch.arange(xs.nelement()), ys].log().mean() + reg * (W**2).mean()


def bigram_nn_grad(W, xs, ys, reg=0.0):
    num = xs.nelement()
    xenc = torch.eye(27, dtype=W.dtype)[xs]
    counts = (xenc @ W).exp()
    dlogits = counts / counts.sum(1, keepdims=True)
    dlogits[range(num), ys] -= 1
    dlogits /= num
    return xenc.T @ dlogits + reg * 2 * W / 729


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    num = xs.nelement()
    W = torch.randn((27, 27), generator=generator, requires_grad=True)
    losses = []
    for _k in range(steps):
        xenc = F.one_hot(xs, num_classes=27).float()
        logits = xenc @ W
        counts = logits.exp()
        probs = counts / counts.sum(1, keepdims=True)
        loss = -probs[torch.arange(num), ys].log().mean() + reg * (W**2).mean()
        losses.append(loss.item())
        W.grad = None
        loss.backward()
        W.data += -lr * W.grad
    return W, losses


def trigram_counts(words):
    N = torch.zeros((27, 27, 27), dtype=torch.int32)
    for w in words:
        chs = [".", "."] + list(w) + ["."]
        for ch1, ch2, ch3 in zip(chs, chs[1:], chs[2:]):
            N[stoi[ch1], stoi[ch2], stoi[ch3]] += 1
    return N


def trigram_nll(N3, words, smoothing):
    log_likelihood = 0.0
    n = 0
    for w in words:
        chs = [".", "."] + list(w) + ["."]
        for ch1, ch2, ch3 in zip(chs, chs[1:], chs[2:]):
            row = (N3[stoi[ch1], stoi[ch2]] + smoothing).float()
            p = row[stoi[ch3]] / row.sum() if row.sum() > 0 else torch.tensor(1 / 27)
            log_likelihood += torch.log(p).item()
            n += 1
    return -log_likelihood / n
