"""The answers that code can decide, computed anew. A test compares each with answers.toml.

A function has the name of its part: m4_q3_a for M4-Q3.a.
"""

import torch
import torch.nn.functional as F
from exercises.data import load_names
from exercises.makemore4.forward import forward, init_params
from torch import Tensor

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def batch(n: int = 32, *, seed: int) -> tuple[Tensor, Tensor]:
    """n contexts of 3 letters from the names, and the letters that came next."""
    rows = []
    for name in load_names()[:4000]:
        padded = [0, 0, 0, *(LETTERS.index(letter) for letter in name), 0]
        rows += [padded[i : i + 4] for i in range(len(name) + 1)]
    table = torch.tensor(rows)
    chosen = torch.randint(len(table), (n,), generator=torch.Generator().manual_seed(seed))
    return table[chosen, :3], table[chosen, 3]


def real_pass(dtype: torch.dtype = torch.float64):
    """A forward pass over real names, ready for gradients with respect to all its values."""
    params = init_params(generator=torch.Generator().manual_seed(4), dtype=dtype)
    X, Y = batch(seed=5)
    return forward({name: p.requires_grad_() for name, p in params.items()}, X, Y)


def m4_q1():
    logits = torch.tensor([[1.7] * 4, [0.3, -1, 2, 0]], dtype=torch.float64, requires_grad=True)
    F.cross_entropy(logits, torch.tensor([0, 2])).backward()
    return logits.grad[0].tolist()


def m4_q2():
    f = real_pass()
    sums = torch.autograd.grad(f.loss, f.logits)[0].sum(dim=1)
    return sums.abs().max().round(decimals=12).item()


def m4_q3_a():
    return _shapes()["W2"]


def m4_q3_b():
    return _shapes()["b2"]


def m4_q3_c():
    return _shapes()["h"]


def _shapes() -> dict[str, list[int]]:
    f = real_pass()
    names = ("W2", "b2", "h")
    grads = torch.autograd.grad(f.loss, [getattr(f, name) for name in names])
    return {name: list(grad.shape) for name, grad in zip(names, grads, strict=True)}


def m4_q4():
    """Each rule as code; for every operation the one rule that agrees with autograd."""
    x = torch.tensor([[0.3, 1.1, -0.7, 0.2], [0.9, -0.4, 0.5, 1.3], [0.1, 0.6, -1.2, 0.8]])
    x = x.double().requires_grad_()
    row = torch.tensor([[0.5, -1.5, 2.0, 0.7]], dtype=torch.float64, requires_grad=True)
    index = torch.tensor([0, 2, 2, 1, 0])
    wide = torch.tensor([[1.0, -2.0, 3.0, 0.5], [0.25, 4.0, -1.0, 2.0], [1.5, 0.75, -3.0, 6.0]])
    wide, other = wide.double(), wide.double() ** 2
    read = torch.arange(20, dtype=torch.float64).reshape(5, 4).cos()
    largest = (x == x.max(dim=1, keepdim=True).values).double()
    operations = {
        "1": (row + torch.zeros(3, 4).double(), wide, row),
        "2": (x.sum(dim=1, keepdim=True), wide[:, :1], x),
        "3": (x[index], read, x),
        "4": (x.max(dim=1, keepdim=True).values, wide[:, 1:2], x),
        "5": (x * other, wide, x),
        "6": (x.exp(), wide, x),
    }
    rules = {
        "A": lambda out, g, x: torch.zeros_like(x).index_add(0, index, g),
        "B": lambda out, g, x: g * other,
        "C": lambda out, g, x: g.sum(dim=0, keepdim=True),
        "D": lambda out, g, x: g * out,
        "E": lambda out, g, x: g * largest,
        "F": lambda out, g, x: g.expand(x.shape) if g.shape != x.shape else torch.tensor(0.0),
        "G": lambda out, g, x: g,
        "H": lambda out, g, x: g * x,
    }
    return {
        key: _only(name for name, rule in rules.items() if _is(rule, out, g, x))
        for key, (out, g, x) in operations.items()
    }


def _is(rule, out: Tensor, g: Tensor, x: Tensor) -> bool:
    right = torch.autograd.grad(out, x, g, retain_graph=True)[0]
    try:
        got = rule(out, g, x)
    except (RuntimeError, IndexError):
        return False
    return got.shape == right.shape and torch.allclose(got, right)


def _only(names):
    [name] = names
    return name


def m4_q5():
    """Whether probabilities stay when a constant is subtracted from each row."""
    f = real_pass()
    shifted = torch.softmax(f.logits - torch.linspace(-3, 3, 32)[:, None], dim=1)
    return "C" if torch.allclose(shifted, f.probs) else None


def m4_q7():
    """Whether hpreact is the same for any b1, and the gradients behind it are not 0."""
    f = real_pass()
    params = {n: getattr(f, n) for n in ("C", "W1", "b1", "W2", "b2", "bngain", "bnbias")}
    other = forward(params | {"b1": f.b1 + torch.linspace(-5, 5, 64).double()}, f.X, f.Y)
    alive = torch.autograd.grad(f.loss, f.bngain)[0].abs().min() > 0
    return "D" if torch.allclose(f.hpreact, other.hpreact) and alive else None


def m4_q8():
    """The order in which autograd reaches the values."""
    f, order = real_pass(), []
    names = {"A": "hpreact", "B": "logits", "C": "C", "D": "logprobs", "E": "hprebn", "F": "h"}
    for key, name in (names | {"G": "probs"}).items():
        getattr(f, name).register_hook(lambda _, key=key: order.append(key))
    f.loss.backward()
    return order


def m4_q9():
    x = torch.tensor(0.8, dtype=torch.float64).atanh().requires_grad_()
    return torch.autograd.grad(x.tanh(), x, torch.tensor(0.5, dtype=torch.float64))[0].item()


def m4_q10() -> str:
    """What a clipped loss passes back to the rows on which it is clipped."""
    logits = torch.zeros(3, 27, dtype=torch.float64)
    logits[0, 4] = 20.0
    logits.requires_grad_()
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor([1, 2, 3]), reduction="none")
    assert (losses > 5).tolist() == [True, False, False]
    [gradient] = torch.autograd.grad(losses.clamp(max=5).mean(), logits)
    sizes = gradient.abs().amax(1)
    return "C" if sizes[0] == 0 and bool((sizes[1:] > 0).all()) else "D"


def m4_q11():
    f = real_pass()
    dlogits = torch.autograd.grad(f.loss, f.logits)[0]
    negative = [row.nonzero().flatten().tolist() for row in dlogits < 0]
    return "B" if negative == [[letter] for letter in f.Y.tolist()] else None


def m4_q12():
    C = torch.randn(3, 2, generator=torch.Generator().manual_seed(0), requires_grad=True)
    g = torch.arange(14.0).reshape(7, 2)
    X = torch.tensor([1, 0, 1, 1, 2, 1, 1])
    row = torch.autograd.grad(C[X], C, g)[0][1]
    five = g[X == 1]
    candidates = {"A": five.sum(0), "B": five[-1], "C": five.mean(0), "D": five.amax(0)}
    return _only(key for key, value in candidates.items() if torch.equal(row, value))


def m4_q13():
    """Which of four entries of dhpreact reach dhprebn[3, 7]."""
    f = real_pass()
    met = []
    for i, j in ((3, 7), (3, 8), (4, 7), (4, 8)):
        grad = torch.zeros_like(f.hpreact)
        grad[i, j] = 1.0
        back = torch.autograd.grad(f.hpreact, f.hprebn, grad, retain_graph=True)[0]
        met.append(bool(back[3, 7] != 0))
    return {(1, 0, 0, 0): "A", (1, 0, 1, 0): "B", (1, 1, 0, 0): "C", (1, 1, 1, 1): "D"}[tuple(met)]
