"""Inputs, right answers and drivers for the checks of dataset.py, model.py and evaluation.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. What is right comes from text in Python, torch.nn.functional and
autograd, in float64.
"""

import random
from typing import Any

import torch
from exercises.data import load_names
from exercises.makemore2.letters import STOI
from torch import Tensor
from torch.nn import functional as F

from grader import expect_close, expect_equal, expect_numbers, observe

# Two layers and tanh: a few roundings more than one product.
RTOL_NET = 3e-5
# Why a shuffled copy may be right.
EQUAL = "equal numbers, such as flags that are all 1, stay the same in any order"


def some_names(rng: random.Random, n: int) -> list[str]:
    """n names out of names.txt, drawn by chance."""
    return rng.sample(load_names(), n)


@observe
def outcome(m, name, *args):
    """What a call ends with: "ValueError" or "a result"."""
    try:
        getattr(m, name)(*args)
    except ValueError:
        return "ValueError"
    return "a result"


def kind(value: Any) -> str:
    """What a result is, in words."""
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, list | tuple):
        return f"{len(value)} results"
    return "None" if value is None else f"one result of type {type(value).__name__}"


def expect_results(got: Any, count: int, what: str) -> None:
    """got is a tuple or a list of `count` results."""
    expect_equal(kind(got), f"{count} results", name=f"what {what} returns")


def numbers(values: list[Any]) -> list[Any]:
    """Results that are one number each, as floats."""
    return [
        float(v) if isinstance(v, int | float) or (isinstance(v, Tensor) and v.numel() == 1) else v
        for v in values
    ]


# Data set


def right_examples(words: list[str], block_size: int) -> tuple[Tensor, Tensor]:
    """Cut out of text: every piece of block_size symbols, and the symbol behind it."""
    X, Y = [], []
    for word in words:
        text = "." * block_size + word + "."
        for i in range(len(word) + 1):
            X.append([STOI[symbol] for symbol in text[i : i + block_size]])
            Y.append(STOI[text[i + block_size]])
    return torch.tensor(X), torch.tensor(Y)


def expect_examples(got: Any, words: list[str], block_size: int, part: str = "") -> None:
    """got is (X, Y) of these words."""
    of = f" of {part}" if part else ""
    expect_results(got, 2, f"the call for {part}" if part else "build_dataset")
    X, Y = right_examples(words, block_size)
    expect_close(got[0], X, axes="N b", name=f"X{of}")
    expect_close(got[1], Y, axes="N", name=f"Y{of}")


@observe
def split(m, words, arguments, options):
    """The three parts, and whether the list still has its words, in their order."""
    own = list(words)
    parts = m.split_dataset(own, *arguments, **options)
    kept = [int(sorted(own) == sorted(words)), int(own == words)]
    return {"parts": parts, "kept": kept}


def expect_split(got: Any, words: list[str], block_size: int, seed: int) -> None:
    """got is what `split` returns for words that are shuffled with this seed."""
    order = list(range(len(words)))
    random.Random(seed).shuffle(order)
    cuts = [0, int(0.8 * len(words)), int(0.9 * len(words)), len(words)]
    expect_results(got["parts"], 3, "split_dataset")
    for part, name, i in zip(got["parts"], ("train", "dev", "test"), range(3), strict=True):
        expect_examples(part, [words[k] for k in order[cuts[i] : cuts[i + 1]]], block_size, name)
    names = ["the words are there (1 is yes)", "in the order of before (1 is yes)"]
    expect_numbers(got["kept"], [1, 1], names=names, name="the list that was passed")


# The model


@observe
def embedded(m, C, X, dy):
    """The embeddings, and the gradient of C that autograd finds."""
    C.requires_grad_()
    out = m.embed(C, X)
    if isinstance(out, torch.Tensor) and out.requires_grad:
        (out * dy).sum().backward()
    return {"out": out, "gradient": torch.zeros_like(C) if C.grad is None else C.grad}


def expect_embedding(student: Any, C: Tensor, X: Tensor, gen: torch.Generator) -> None:
    """embed agrees with rows of C joined one position after the other, and so does its gradient."""
    n, b, e = *X.shape, C.shape[1]
    dy = torch.randn(n, b * e, generator=gen, dtype=C.dtype)

    got = student.run(embedded, C, X, dy)

    leaf = C.detach().double().requires_grad_()
    right = torch.cat([F.embedding(X[:, i], leaf) for i in range(b)], dim=1)
    [gradient] = torch.autograd.grad((right * dy).sum(), leaf)
    expect_close(got["out"], right.to(C.dtype), axes="n be", name="the embeddings")
    gradient = gradient.to(C.dtype)
    expect_close(got["gradient"], gradient, axes="V e", name="the gradient of C")


@observe
def new_mlp(m, sizes, generator):
    """The parameters of a new MLP, as parameters() and as attributes give them, and flags."""
    # Parameters that ignore the generator are always the same ones too, and can be told.
    torch.manual_seed(3)
    model = m.MLP(*sizes, generator=generator)
    params = model.parameters()
    attributes = [model.C, model.W1, model.b1, model.W2, model.b2]
    same = [int(a is p) for a, p in zip(attributes, params)]  # noqa: B905
    leaves = [int(p.requires_grad and p.is_leaf) for p in params]
    return {"values": [p.detach() for p in params], "same": same, "leaves": leaves}


@observe
def run_mlp(m, sizes, values, X, dy):
    """Logits of an MLP with these parameters, and the gradients that autograd finds."""
    model = m.MLP(*sizes, generator=torch.Generator().manual_seed(1))
    params = model.parameters()
    for p, value in zip(params, values):  # noqa: B905
        p.detach().copy_(value)
    logits = model.forward(X)
    if isinstance(logits, torch.Tensor) and logits.requires_grad:
        (logits * dy).sum().backward()
    return {"logits": logits, "gradients": [p.grad for p in params]}


def parameters_of(sizes: tuple[int, ...], gen: torch.Generator) -> list[Tensor]:
    """C, W1, b1, W2, b2 as the docstring of MLP draws them."""
    vocab, block, emb, hidden = sizes
    shapes = [(vocab, emb), (block * emb, hidden), (hidden,), (hidden, vocab), (vocab,)]
    return [torch.randn(shape, generator=gen) for shape in shapes]


def right_logits(params: list[Tensor], X: Tensor) -> Tensor:
    """By torch.nn.functional: embedding, linear, tanh, linear."""
    C, W1, b1, W2, b2 = params
    joined = torch.cat([F.embedding(column, C) for column in X.unbind(1)], dim=1)
    return F.linear(torch.tanh(F.linear(joined, W1.T, b1)), W2.T, b2)


NAMES = ("C", "W1", "b1", "W2", "b2")


def expect_forward(student: Any, sizes: tuple[int, ...], n: int, gen: torch.Generator) -> None:
    """Logits and gradients agree with torch.nn.functional."""
    right: tuple[Tensor, ...] = ()
    # Drawn again where a gradient is near 0 beside the terms that it is made of.
    while not right or min(float(part.abs().max()) for part in right) < 0.5:
        values = [0.7 * p for p in parameters_of(sizes, gen)]
        X = torch.randint(sizes[0], (n, sizes[1]), generator=gen)
        dy = torch.randn(n, sizes[0], generator=gen)
        leaves = [value.double().requires_grad_() for value in values]
        logits = right_logits(leaves, X)
        right = torch.autograd.grad((logits * dy).sum(), leaves)

    got = student.run(run_mlp, sizes, values, X, dy)

    expect_close(got["logits"], logits.float(), axes="n V", rtol=RTOL_NET, name="the logits")
    for name, mine, theirs in zip(NAMES, got["gradients"], right, strict=True):
        expect_close(mine, theirs.float(), rtol=RTOL_NET, name=f"the gradient of {name}")


@observe
def loss_and_gradient(m, logits, y, factor):
    """The loss and the gradient of the logits, both times a factor, and whether logits changed."""
    logits.requires_grad_()
    before = logits.detach().clone()
    loss = m.cross_entropy(logits, y)
    if isinstance(loss, torch.Tensor) and loss.requires_grad:
        loss.sum().backward()
    gradient = torch.zeros_like(logits) if logits.grad is None else logits.grad
    kept = "the logits as before" if torch.equal(before, logits.detach()) else "other logits"
    return {"loss": loss, "gradient": factor * gradient, "kept": kept}


def expect_loss(student: Any, logits: Tensor, y: Tensor, factor: float = 1.0) -> None:
    """Loss and gradient agree with torch's cross_entropy in float64.

    factor  for the gradient, so that it is about as large as the loss
    """
    got = student.run(loss_and_gradient, logits, y, factor)

    leaf = logits.detach().double().requires_grad_()
    right = F.cross_entropy(leaf, y)
    [gradient] = torch.autograd.grad(factor * right, leaf)
    wanted = torch.cat([right.detach().reshape(1), gradient.flatten()]).to(logits.dtype)
    loss, what = got["loss"], "the loss, then the gradient of the logits"
    if not isinstance(loss, Tensor) or loss.numel() != 1:
        expect_equal(kind(loss), "a tensor of one entry", name="the loss")
    # One behind the other, so that a mistake shows in many numbers.
    expect_close(
        torch.cat([loss.detach().reshape(1), got["gradient"].flatten()]), wanted, name=what
    )
    expect_equal(got["kept"], "the logits as before", name="the tensor that was passed")


def expect_losses_of(student: Any, batches: list[tuple[Tensor, Tensor]]) -> None:
    """The losses alone of some batches."""
    got = [student.cross_entropy(logits, y) for logits, y in batches]
    right = [F.cross_entropy(logits.double(), y).item() for logits, y in batches]
    expect_numbers(numbers(got), right, rtol=1e-5, name="the losses")


@observe
def scaled(m, values):
    """The parameters of a model after init_scaled: in the tensors of before, with their flags."""

    class Model:
        def __init__(self):
            for name, value in zip(("C", "W1", "b1", "W2", "b2"), values):  # noqa: B905
                setattr(self, name, value.clone().requires_grad_())

        def parameters(self):
            return list(vars(self).values())

    model = Model()
    before = model.parameters()
    m.init_scaled(model)
    same = [int(a is b) for a, b in zip(before, model.parameters())]  # noqa: B905
    leaves = [int(p.is_leaf and p.requires_grad) for p in before]
    return {"values": [p.detach().clone() for p in before], "flags": same + leaves}


def right_scaled(values: list[Tensor]) -> list[Tensor]:
    """In float64."""
    C, W1, b1, W2, b2 = (v.detach().double() for v in values)
    return [C, W1 * 5 / (3 * W1.shape[0] ** 0.5), b1 / 100, W2 / 100, torch.zeros_like(b2)]
