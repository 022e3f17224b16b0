"""Inputs, right answers and drivers for the checks of dataset.py, model.py and evaluation.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution; what they
return is compared by the checks. Words are drawn as rows of numbers; right answers come from these,
from torch.nn and from autograd, in float64.
"""

import math
import random
from typing import Any

import torch
from exercises.data import load_names
from exercises.makemore2.letters import SYMBOLS
from torch import Tensor, nn
from torch.nn import functional as F

from grader import expect_close, expect_equal, expect_numbers, expect_that, observe

# Two layers and tanh: a few roundings more than one product.
RTOL_NET = 3e-5
# Why a shuffled copy may be right.
EQUAL = "equal numbers, such as flags that are all 1, stay the same in any order"


def some_names(rng: random.Random, n: int) -> list[str]:
    """n different names out of names.txt, drawn at random."""
    return rng.sample(sorted(set(load_names())), n)


def some_words(gen: torch.Generator, n: int) -> Tensor:
    """n words of 1 to 8 letters, early letters more often: one row a word, 0 behind its end."""
    letters = 1 + (26 * torch.rand(n, 8, generator=gen) ** 3).long()
    lengths = torch.randint(1, 9, (n, 1), generator=gen)
    return torch.where(torch.arange(8) < lengths, letters, 0)


def spell(rows: Tensor) -> list[str]:
    """The words that rows of numbers stand for."""
    return ["".join(SYMBOLS[i] for i in row if i) for row in rows.tolist()]


@observe
def outcome(m, name, *args):
    """What a call ends with: "ValueError" or "a result"."""
    try:
        getattr(m, name)(*args)
    except ValueError:
        return "ValueError"
    return "a result"


def expect_endings(
    student: Any,
    rng: random.Random,
    function: str,
    right: list[tuple[Any, ...]],
    wrong: list[tuple[Any, ...]],
) -> None:
    """The arguments `wrong` end a call with ValueError, those of `right` do not, in any order."""
    calls = [(args, "a result") for args in right] + [(args, "ValueError") for args in wrong]
    for args, end in rng.sample(calls, len(calls)):
        shown = ", ".join(map(repr, args))
        got = student.run(outcome, function, *args)
        yours = "raises a ValueError" if str(got) == "ValueError" else "gives a result"
        expected = f"a {end.removeprefix('a ')}"
        right = isinstance(got, str) and got == end
        expect_that(right, name=f"{function}({shown})", yours=yours, expected=expected)


def generators(rng: random.Random) -> list[torch.Generator]:
    """Two generators with different seeds."""
    return [torch.Generator().manual_seed(seed) for seed in rng.sample(range(10**6), 2)]


def expect_untouched(drawn: Any, seed: int) -> None:
    """torch's own generator draws next what it draws first after this seed."""
    right = torch.rand(4, generator=torch.Generator().manual_seed(seed))
    expect_close(drawn, right, name="what torch's own generator draws next")


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
        float(v) if type(v) in (int, float) or (isinstance(v, Tensor) and v.numel() == 1) else v
        for v in values
    ]


# Data set


def right_examples(rows: Tensor, block_size: int) -> list[Tensor]:
    """[X, Y]: every run of block_size symbols in the words of these rows, and the symbol behind."""
    runs = F.pad(rows, (block_size, 1)).unfold(1, block_size + 1, 1)
    # Behind the end of a word there are marks only.
    runs = runs[runs[..., -2:].any(-1)]
    return [runs[:, :-1], runs[:, -1]]


def expect_examples(got: Any, rows: Tensor, block_size: int, part: str = "") -> None:
    """got is (X, Y) of the words of these rows."""
    of = f" of {part}" if part else ""
    expect_results(got, 2, f"the call for {part}" if part else "build_dataset")
    X, Y = right_examples(rows, block_size)
    expect_close(got[0], X, axes="N b", name=f"X{of}")
    expect_close(got[1], Y, axes="N", name=f"Y{of}")


@observe
def split(m, words, arguments, options):
    """The three parts, and the list afterwards."""
    return {"parts": m.split_dataset(words, *arguments, **options), "words": words}


def expect_split(
    student: Any,
    gen: torch.Generator,
    cuts: tuple[int, int, int],
    block_size: int | None,
    seed: int | None,
) -> None:
    """split_dataset shuffles the words with this seed and cuts them before these numbers of words.

    block_size, seed  None for the defaults, 3 and 42
    """
    rows = some_words(gen, cuts[2])
    words = spell(rows)
    block = [] if block_size is None else [block_size]

    got = student.run(split, words, block, {} if seed is None else {"seed": seed})

    shuffler, order = random.Random(42 if seed is None else seed), list(range(cuts[2]))
    shuffler.shuffle(order)
    expect_results(got["parts"], 3, "split_dataset")
    parts = torch.tensor(order).tensor_split(cuts[:2])
    for mine, part, name in zip(got["parts"], parts, ("train", "dev", "test"), strict=True):
        expect_examples(mine, rows[part], block_size or 3, name)
    after = got["words"]
    places = torch.tensor([words.index(word) if word in words else -1 for word in after])
    name, expected = "the list that was passed", "its words in the order in which they came"
    expect_that(after == words, name=name, yours=after, expected=expected, values=places)


# The model


@observe
def embedding_gradient(m, C, X, dy):
    """The gradient of C that autograd finds for (embeddings * dy).sum()."""
    C.requires_grad_()
    # C has a gradient, of zeros, also where the embeddings do not lead back to it.
    (0 * C.sum() + (m.embed(C, X) * dy).sum()).backward()
    return C.grad


def expect_embedding(student: Any, C: Tensor, X: Tensor, gen: torch.Generator) -> None:
    """embed agrees with torch.nn's embedding, and so does its gradient."""
    n, b, e = *X.shape, C.shape[1]
    dy = torch.randn(n, b * e, generator=gen, dtype=C.dtype)
    layer = nn.Embedding.from_pretrained(C.double(), freeze=False)
    right = nn.Flatten()(layer(X))
    [gradient] = torch.autograd.grad((right * dy).sum(), layer.weight)

    expect_close(student.embed(C, X), right.to(C.dtype), axes="n b*e", name="the embeddings")
    got = student.run(embedding_gradient, C, X, dy)
    expect_close(got, gradient.to(C.dtype), axes="V e", name="the gradient of C")


NAMES = ("C", "W1", "b1", "W2", "b2")


def expect_five(tensors: Any, what: str) -> None:
    """One of the five parameters each."""
    expect_equal(kind(tensors), "5 results", name=what)


def or_zeros(gradient: Any, value: Tensor) -> Any:
    """A gradient of zeros where there is none."""
    return torch.zeros_like(value) if gradient is None else gradient


def told(what: str, gradient: Any) -> str:
    """What a gradient is called, with a word on one that is not there."""
    return what if gradient is not None else f"{what} (it is None, and counts as 0)"


@observe
def new_mlp(m, sizes, marks, generator):
    """The parameters of a new MLP, their gradients, and the same tensors with marks added.

    Last, what the generator draws next.

    The gradients are those of half the sum of all squares, so each is the parameter itself. The
    marks are added to the attributes.
    """
    # Parameters that ignore the generator are always the same ones too, and can be told.
    torch.manual_seed(3)
    model = m.MLP(*sizes, generator=generator)
    params = model.parameters()
    values = [p.detach().clone() for p in params]
    anchor = torch.zeros((), requires_grad=True)
    (anchor + sum((p**2).sum() for p in params) / 2).backward()
    gradients = [p.grad for p in params]
    attributes = [model.C, model.W1, model.b1, model.W2, model.b2]
    for attribute, mark in zip(attributes, marks):  # noqa: B905
        attribute.detach().add_(mark)
    return {
        "values": values,
        "gradients": gradients,
        "leaves": [p.is_leaf for p in params],
        "marked": [p.detach() for p in params],
        "next": torch.rand(4, generator=generator),
    }


def expect_new_parameters(student: Any, sizes: tuple[int, ...], gen: torch.Generator) -> None:
    """A new MLP has the parameters that the docstring draws, in its order."""
    got = student.run(new_mlp, sizes, [0.0] * 5, gen)

    right = parameters_of(sizes, gen)
    counts = [value.numel() for value in got["values"]]
    expect_numbers(counts, [p.numel() for p in right], names=NAMES, name="sizes in parameters()")
    for name, mine, theirs in zip(NAMES, got["values"], right, strict=True):
        expect_close(mine, theirs, name=name)
    left = torch.rand(4, generator=gen)
    expect_close(got["next"], left, name="what the generator draws after the five parameters")


def expect_own_parameters(
    student: Any, sizes: tuple[int, ...], count: int, gen: torch.Generator
) -> None:
    """parameters() lists the attributes themselves: leaves, with so many numbers in all."""
    marks = (1 + torch.rand(5, generator=gen)).tolist()

    got = student.run(new_mlp, sizes, marks, gen)

    values = got["values"]
    numbers = sum(value.numel() for value in values)
    expect_equal(f"{numbers:,} numbers", f"{count:,} numbers", name=f"the parameters of {sizes}")
    expect_five(values, "parameters()")
    for name, value, marked, mark in zip(NAMES, values, got["marked"], marks, strict=True):
        what = f"{name} in parameters() after a number was added to model.{name}"
        expect_close(marked, value + mark, name=what)
    for name, leaf in zip(NAMES, got["leaves"], strict=True):
        text, expected = "a tensor computed from another one", "a leaf"
        expect_that(leaf, name=f"{name} in parameters()", yours=text, expected=expected)
    for name, value, gradient in zip(NAMES, values, got["gradients"], strict=True):
        what = f"the gradient of {name} for half the sum of squares"
        expect_close(or_zeros(gradient, value), value, name=told(what, gradient))


@observe
def run_mlp(m, sizes, values, X, dys):
    """Logits of an MLP with these parameters, and its gradients for (logits * dy).sum()."""
    model = m.MLP(*sizes, generator=torch.Generator().manual_seed(1))
    params = model.parameters()
    for p, value in zip(params, values):  # noqa: B905
        p.detach().copy_(value)
    logits = model.forward(X)
    anchor = torch.zeros((), requires_grad=True)
    for dy in dys:
        (anchor + (logits * dy).sum()).backward()
    return {"logits": logits, "gradients": [p.grad for p in params]}


@observe
def two_mlps(m, sizes, X, generator):
    """The parameters and the logits of two MLPs, after both were made; "TypeError" for a call."""
    models = [m.MLP(*sizes, generator=generator) for _model in range(2)]
    called = []
    for model in models:
        try:
            called.append(model(X))
        except TypeError as e:
            called.append(type(e).__name__)
    return {
        "attributes": [[w.C, w.W1, w.b1, w.W2, w.b2] for w in models],
        "parameters": [[*model.parameters()] for model in models],
        "logits": [model.forward(X) for model in models],
        "called": called,
    }


def expect_two_mlps(student: Any, sizes: tuple[int, ...], n: int, gen: torch.Generator) -> None:
    """Each of two networks has parameters of its own, attributes and list alike."""
    X = torch.randint(sizes[0], (n, sizes[1]), generator=gen)

    got = student.run(two_mlps, sizes, X, gen)

    for i, which in enumerate(("first", "second")):
        of_one = f"of the {which} of two networks, after both were made"
        right = parameters_of(sizes, gen)
        expect_five(got["parameters"][i], f"parameters() {of_one}")
        for name, *mine, wanted in zip(
            NAMES, got["attributes"][i], got["parameters"][i], right, strict=True
        ):
            expect_close(mine[0], wanted, name=f"{name} {of_one}")
            expect_close(mine[1], wanted, name=f"{name} in parameters() {of_one}")
        logits = right_net(right)(X).float()
        what = f"the logits {of_one}"
        expect_close(got["logits"][i], logits, axes="n V", rtol=RTOL_NET, name=what)
        # A class written without the __call__ that is given is right all the same.
        called = got["called"][i]
        if not (isinstance(called, str) and called == "TypeError"):
            expect_close(called, logits, axes="n V", rtol=RTOL_NET, name=f"model(X) {of_one}")


def parameters_of(sizes: tuple[int, ...], gen: torch.Generator) -> list[Tensor]:
    """C, W1, b1, W2, b2 as the docstring of MLP draws them."""
    vocab, block, emb, hidden = sizes
    shapes = [(vocab, emb), (block * emb, hidden), (hidden,), (hidden, vocab), (vocab,)]
    return [torch.randn(shape, generator=gen) for shape in shapes]


def linear(W: Tensor, b: Tensor) -> nn.Linear:
    """A layer of torch.nn with this product and bias."""
    layer = nn.Linear(*W.shape)
    layer.weight, layer.bias = nn.Parameter(W.T), nn.Parameter(b)
    return layer


def right_net(values: list[Tensor]) -> nn.Sequential:
    """The network with these parameters out of layers of torch.nn, in float64."""
    C, W1, b1, W2, b2 = (value.detach().double() for value in values)
    embedding = nn.Embedding.from_pretrained(C, freeze=False)
    return nn.Sequential(embedding, nn.Flatten(), linear(W1, b1), nn.Tanh(), linear(W2, b2))


def expect_forward(student: Any, sizes: tuple[int, ...], n: int, gen: torch.Generator) -> None:
    """Logits and gradients agree with layers of torch.nn."""
    right: tuple[Tensor, ...] = ()
    # Drawn again where a gradient is near 0 beside the terms that it is made of.
    while not right or min(float(part.abs().max()) for part in right) < 0.5:
        values = [0.7 * p for p in parameters_of(sizes, gen)]
        X = torch.randint(sizes[0], (n, sizes[1]), generator=gen)
        dy = torch.randn(n, sizes[0], generator=gen)
        net = right_net(values)
        logits = net(X)
        C, W1, b1, W2, b2 = torch.autograd.grad((logits * dy).sum(), list(net.parameters()))
        right = (C, W1.T, b1, W2.T, b2)

    alone = student.run(run_mlp, sizes, values, X, [])
    expect_close(alone["logits"], logits.float(), axes="n V", rtol=RTOL_NET, name="the logits")
    gradients = student.run(run_mlp, sizes, values, X, [dy])["gradients"]
    expect_five(gradients, "parameters()")
    for name, mine, theirs in zip(NAMES, gradients, right, strict=True):
        what = told(f"the gradient of {name}", mine)
        mine = or_zeros(mine, theirs.float())
        expect_close(mine, theirs.float(), rtol=RTOL_NET, name=what)


@observe
def loss_and_gradient(m, logits, y):
    """The loss, the gradient of the logits, and the logits afterwards."""
    logits.requires_grad_()
    loss = m.cross_entropy(logits, y)
    # The logits have a gradient, of zeros, also where the loss does not lead back to them.
    (0 * logits.sum() + loss.sum()).backward()
    return {"loss": loss, "gradient": logits.grad, "logits": logits.detach()}


def expect_loss(student: Any, logits: Tensor, y: Tensor, factor: float = 1.0) -> None:
    """Loss and gradient agree with torch's cross_entropy in float64.

    factor  for the gradient, so that it is about as large as the loss
    """
    alone = student.cross_entropy(logits, y)
    one = isinstance(alone, Tensor) and alone.numel() == 1
    expect_that(one, name="the loss", yours=kind(alone), expected="a tensor of one entry")
    expect_equal(str(alone.dtype), str(logits.dtype), name="the dtype of the loss")

    got = student.run(loss_and_gradient, logits, y)

    leaf = logits.detach().double().requires_grad_()
    right = F.cross_entropy(leaf, y)
    [gradient] = torch.autograd.grad(factor * right, leaf)
    wanted = torch.cat([right.detach().reshape(1), gradient.flatten()]).to(logits.dtype)
    mine = [got["loss"].detach().reshape(1), factor * got["gradient"].flatten()]
    # One behind the other, so that a mistake shows in many numbers.
    expect_close(torch.cat(mine), wanted, name="the loss, then the gradient of the logits")
    expect_close(got["logits"], logits, axes="n V", name="the logits that were passed")


def expect_losses_of(student: Any, batches: list[tuple[Tensor, Tensor]]) -> None:
    """The losses alone of some batches."""
    got = [student.cross_entropy(logits, y) for logits, y in batches]
    right = [F.cross_entropy(logits.double(), y).item() for logits, y in batches]
    expect_numbers(numbers(got), right, rtol=1e-5, name="the losses")


@observe
def scaled(m, values):
    """The tensors of a model after init_scaled, those in the model, and gradients.

    The gradients are those of half the sum of all squares, so each is the tensor itself.
    """

    class Model:
        def __init__(self):
            for name, value in zip(("C", "W1", "b1", "W2", "b2"), values):  # noqa: B905
                setattr(self, name, value.clone().requires_grad_())

        def parameters(self):
            return list(vars(self).values())

    model = Model()
    before = model.parameters()
    m.init_scaled(model)
    anchor = torch.zeros((), requires_grad=True)
    (anchor + sum((p**2).sum() for p in before) / 2).backward()
    return {
        "values": [p.detach() for p in before],
        "own": [p.detach() for p in model.parameters()],
        "gradients": [p.grad for p in before],
    }


def right_scaled(values: list[Tensor]) -> list[Tensor]:
    """In float64, with torch's own gain."""
    C, W1, b1, W2, b2 = (v.detach().double() for v in values)
    deviation = torch.nn.init.calculate_gain("tanh") / math.sqrt(len(W1))
    return [C, W1.mul(deviation), b1.div(100), W2.div(100), torch.zeros_like(b2)]


def expect_scaled(
    student: Any, sizes: tuple[int, ...], gen: torch.Generator, first: str = "C"
) -> None:
    """init_scaled changes the model's own tensors, which stay leaves.

    They are looked at from `first` on. Each check begins at another one, so that a step left out
    and all of them left out end differently at some of them.
    """
    values = parameters_of(sizes, gen)

    got = student.run(scaled, values)

    right = right_scaled(values)
    for kept, what in (
        ("values", "afterwards"),
        ("own", "in the model afterwards"),
        ("gradients", "as a leaf: its gradient for half the sum of squares"),
    ):
        expect_five(got[kept], "the parameters")
        for place in range(5):
            at = (NAMES.index(first) + place) % 5
            name, mine, theirs = NAMES[at], got[kept][at], right[at]
            # Shifted by 1, since b2 is measured in units of its own size, which is 0.
            shift = 1.0 if name == "b2" else 0.0
            shown = "b2, plus 1," if shift else name
            mine = or_zeros(mine, theirs.float())
            expect_close(mine + shift, (theirs + shift).float(), name=f"{shown} {what}")


def expect_first_loss(student: Any, hidden: int, n: int, gen: torch.Generator) -> None:
    """A scaled model of the lecture begins near ln 27, with logits that differ."""
    X, y = torch.randint(27, (n, 3), generator=gen), torch.randint(27, (n,), generator=gen)

    got = student.run(scaled, parameters_of((27, 3, 10, hidden), gen))

    logits = right_net(got["values"])(X).detach()
    loss = F.cross_entropy(logits, y).item()
    near, expected = abs(loss - math.log(27)) < 0.05, "a loss within 0.05 of ln 27"
    expect_that(near, name="the scaled model", yours=f"a loss of {loss:.4f}", expected=expected)
    spread = float(logits.std())
    text = f"logits with a standard deviation of {spread:.2g}"
    expect_that(spread > 0.01, name="the scaled model", yours=text, expected="more than 0.01")
