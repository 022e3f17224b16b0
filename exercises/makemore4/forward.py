"""The network of makemore 4 and its forward pass, in steps small enough to go back through by hand.

Given code: it is used as it is and stays unedited. `forward` keeps every value that it computes,
under the names of the lecture.
"""

from types import SimpleNamespace

import torch
from torch import Tensor


def forward(params: dict[str, Tensor], X: Tensor, Y: Tensor) -> SimpleNamespace:
    """The forward pass: every value on the way from the letters X to the loss.

    params   the 7 parameters: C (V, e), W1 (D, H), b1 (H,), W2 (H, V), b2 (V,),
             bngain (1, H), bnbias (1, H), where D = T * e
    X        (n, T)  int64  the T letters before the one to predict, one example a row
    Y        (n,)    int64  the letter that came next
    returns  a namespace: the parameters, X, Y and the values below, e.g. `f.probs`

    n is the number of examples in the batch (at least 2: the variance divides by n - 1), V the
    number of letters, e the size of an embedding, T the length of the context, H the number of
    hidden units. Each value is computed by one or two operations, and each of them is
    differentiable.
    """
    n = X.shape[0]
    f = SimpleNamespace(**params, X=X, Y=Y)

    # embedding and linear layer 1
    f.emb = f.C[X]  # (n, T, e)
    f.embcat = f.emb.reshape(n, -1)  # (n, D)
    f.hprebn = f.embcat @ f.W1 + f.b1  # (n, H)

    # batch normalisation, with the unbiased variance (n - 1)
    f.bnmeani = f.hprebn.sum(dim=0, keepdim=True) / n  # (1, H)
    f.bndiff = f.hprebn - f.bnmeani  # (n, H)
    f.bndiff2 = f.bndiff**2  # (n, H)
    f.bnvar = f.bndiff2.sum(dim=0, keepdim=True) / (n - 1)  # (1, H)
    f.bnvar_inv = (f.bnvar + 1e-5) ** -0.5  # (1, H)
    f.bnraw = f.bndiff * f.bnvar_inv  # (n, H)
    f.hpreact = f.bngain * f.bnraw + f.bnbias  # (n, H)

    # tanh and linear layer 2
    f.h = torch.tanh(f.hpreact)  # (n, H)
    f.logits = f.h @ f.W2 + f.b2  # (n, V)

    # cross-entropy: softmax in small steps, then the mean of -log(probability of Y)
    f.logit_maxes = f.logits.max(dim=1, keepdim=True).values  # (n, 1)
    f.norm_logits = f.logits - f.logit_maxes  # (n, V)
    f.counts = f.norm_logits.exp()  # (n, V)
    f.counts_sum = f.counts.sum(dim=1, keepdim=True)  # (n, 1)
    f.counts_sum_inv = f.counts_sum**-1  # (n, 1)
    f.probs = f.counts * f.counts_sum_inv  # (n, V)
    f.logprobs = f.probs.log()  # (n, V)
    f.loss = -f.logprobs[torch.arange(n), Y].sum() / n  # one number
    return f


def init_params(
    vocab_size: int = 27,
    n_embd: int = 10,
    block_size: int = 3,
    n_hidden: int = 64,
    *,
    generator: torch.Generator,
    dtype: torch.dtype = torch.float32,
) -> dict[str, Tensor]:
    """The 7 parameters at the start: 4,137 numbers at the default sizes.

    Biases, gains and shifts start near their usual value, 0 or 1, with some noise added. A zero
    would hide errors: a gradient with a factor too many or too few is still 0 where it is
    multiplied by 0.
    """

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator, dtype=dtype)

    fan_in = n_embd * block_size
    return {
        "C": normal(vocab_size, n_embd),
        "W1": normal(fan_in, n_hidden) * (5 / 3) / fan_in**0.5,
        "b1": normal(n_hidden) * 0.1,
        "W2": normal(n_hidden, vocab_size) / n_hidden**0.5,
        "b2": normal(vocab_size) * 0.1,
        "bngain": 1 + normal(1, n_hidden) * 0.1,
        "bnbias": normal(1, n_hidden) * 0.1,
    }
