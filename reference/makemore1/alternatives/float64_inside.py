"""float64 on the way, the asked dtype at the end; arguments by keyword and in another order."""

import torch


def normalise_rows(N, smoothing=1.0):
    P = torch.add(input=N.to(dtype=torch.float64), other=smoothing)
    total = torch.sum(keepdim=True, dim=-1, input=P)
    P = torch.where(condition=total > 0, input=P / total, other=1 / N.shape[-1])
    return P.to(N.dtype if N.dtype == torch.float64 else torch.float32)


def sample_names(P, n, *, generator, max_len=50):
    def name():
        letters, at = "", 0
        for _ in range(max_len):
            row = P[at].double()
            [at] = torch.multinomial(generator=generator, num_samples=1, input=row).tolist()
            if not at:
                return letters
            letters += chr(96 + at)
        return letters

    return [name() for _ in range(n)]


def one_hot(ix, num_classes):
    if int(torch.min(ix)) < 0 or int(torch.max(ix)) > num_classes - 1:
        raise ValueError("out of range")
    return torch.index_select(dim=0, index=ix.reshape(-1), input=torch.eye(num_classes)).reshape(
        (*ix.shape, num_classes)
    )


def softmax(logits, dim=-1):
    z = logits.double()
    exps = torch.exp(z - torch.amax(keepdim=True, dim=dim, input=z))
    return torch.div(other=exps.sum(keepdim=True, dim=dim), input=exps).to(dtype=logits.dtype)


def _log_sum(z):
    top = torch.amax(dim=1, input=z)
    return top + torch.log((z - top[:, None]).exp().sum(dim=1))


def cross_entropy(logits, targets):
    z = logits.double()
    n = len(targets)
    return (_log_sum(z).sum() - z[range(n), targets].sum()) / n


def bigram_nn_loss(W, xs, ys, reg=0.0):
    z = W.double()[xs]
    data = (_log_sum(z) - z[range(len(xs)), ys]).mean()
    return data + reg * (W.double() ** 2).mean()


def train_bigram_nn(xs, ys, steps=100, *, lr=50.0, reg=0.0, generator):
    W = torch.randn((27, 27), generator=generator).double().requires_grad_(True)
    losses = ()
    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(target=ys, input=W[xs]) + reg * (W * W).mean()
        losses += (loss.detach(),)
        [dW] = torch.autograd.grad(outputs=loss, inputs=[W])
        with torch.no_grad():
            W -= lr * dW
    return [W.float(), losses]
