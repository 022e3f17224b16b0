"""Inputs, right answers and readers of results for the checks of evaluation.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution, with a model
of their own; what they return is compared by the checks.
"""

from collections.abc import Sequence
from typing import Any

import torch
from exercises.makemore5.cases import kind, parts
from torch import Tensor

from grader import expect_close, expect_equal, expect_that, observe

# Results that may be computed in float32 or float64.
RTOL_NUMBER = 1e-5
# Standard deviations that a frequency may be off by chance.
SIGMAS = 6.0
SCATTER = "frequencies scatter by chance"


def numbers(values: list[Any], count: int, what: str) -> Tensor:
    """A list of numbers (floats or tensors of one entry) as a tensor in float64."""
    expect_equal([kind(value) for value in values], ["a number"] * count, name=what)
    return torch.tensor([float(value) for value in values], dtype=torch.float64)


def in_float32(value: Any) -> Any:
    """A tensor in float32: whoever computes in float64 may stay there. Other things as they are."""
    return value.float() if isinstance(value, Tensor) else value


# Models. Each has other numbers in training than in evaluation, so that numbers tell the mode.


@observe
def looking_up(tables, everywhere, training):
    """A model that looks the scores of the last letter up, or of every letter.

    tables[training][recorded] (V, V) has the scores, also others where gradients are recorded.
    """

    class Norm:
        pass

    class Model:
        def __init__(self):
            self.layers = [Norm()]
            self.train(training)

        def train(self, flag=True):
            self.training = flag
            self.layers[0].training = flag

        def __call__(self, X):
            table = tables[int(self.layers[0].training)][int(torch.is_grad_enabled())]
            return table[X if everywhere else X[:, -1]]

        def parameters(self):
            return []

    return Model()


@observe
def spelling(rules, scores, training):
    """A model with one way to go; the next letter depends on all letters of the context.

    The name ends when the context is full. rules and scores have those of evaluation first.
    """

    class Norm:
        pass

    class Model:
        def __init__(self):
            self.layers = [Norm()]
            self.shapes, self.left = [], [*range(500)]
            self.train(training)

        def train(self, flag=True):
            self.training = flag
            self.layers[0].training = flag

        def __call__(self, X):
            try:
                self.left.pop()
            except IndexError:
                raise RuntimeError("more than 500 letters were asked for") from None
            self.shapes.append(X.shape)
            mode = int(self.layers[0].training)
            *factors, term = rules[mode]
            total = term + sum(n * c for n, c in zip(factors, X[0].tolist()))  # noqa: B905
            # 1 as long as the first letter is a mark, then 0: the mark that ends the name.
            goes_on = 1 - int(X[0, 0].clamp(max=1))
            found = scores[mode].repeat(X.shape[0], 1)
            letter = goes_on * (1 + total % 26)
            found[:, letter] = found[:, letter] + 60.0
            return found

        def parameters(self):
            return []

    return Model()


@observe
def evaluated(m, make, given, X, Y):
    """The loss of a model; afterwards its scores for X, and its `training`."""
    model = make(*given)
    loss = m.evaluate(model, X, Y)
    with torch.no_grad():
        after = model(X)
    return {"loss": loss, "after": after, "training": model.training}


@observe
def sampled(m, make, given, arguments, seed, X):
    """Names of a model, the shapes that it was given; afterwards its scores for X, `training`."""
    model = make(*given)
    names = m.sample(model, *arguments, generator=torch.Generator().manual_seed(seed))
    shapes = [*model.shapes]
    return {"names": names, "shapes": shapes, "after": model(X), "training": model.training}


@observe
def failing(m, name, make, given, calls, options, X):
    """What evaluate or sample gives for each arguments of calls, "IndexError" for that error.

    After each call the scores of the model for X, and its `training`.
    """
    model, found = make(*given), []
    for arguments in calls:
        try:
            got = getattr(m, name)(model, *arguments, **options)
        except IndexError as e:
            got = type(e).__name__
        with torch.no_grad():
            after = model(X)
        found.append({"got": got, "after": after, "training": model.training})
    return found


def expect_failing(
    student, gen: torch.Generator, name: str, rows: int, training: bool, everywhere: bool
) -> None:
    """evaluate or sample hands an error of the model on, and gives the model back as it was."""
    # There are no scores for letter `rows`, which follows letter 0.
    tables = torch.randn(2, 2, rows, 27, generator=gen)
    tables[:, :, 0, rows] = 70.0
    probe = torch.randint(rows, (3, 2), generator=gen)
    places = (4, 2) if everywhere else (4,)
    X, Y = torch.randint(rows, (4, 2), generator=gen), torch.randint(rows, places, generator=gen)
    unknown = X.clone()
    unknown[-1, -1] = rows
    calls, options = [(X, Y), (unknown, Y)], {}
    if name == "sample":
        calls, options = [(0, 4), (2, 4)], {"generator": gen}

    given = (tables, everywhere, training)
    got = parts(student.run(failing, name, looking_up, given, calls, options, probe), 2)

    right = [table[probe if everywhere else probe[:, -1]] for table in tables[:, 0]]
    fine, failed = got
    if name == "evaluate":
        each = -tables[0, 0].double().log_softmax(1)
        loss = each[X if everywhere else X[:, -1], Y].mean()
        mine = numbers([fine["got"]], 1, "the loss")[0]
        expect_close(mine, loss, rtol=RTOL_NUMBER, name="the loss where there is no error")
    else:
        expect_equal(fine["got"], [], name="no names")
    expect_mode(fine, right, training)
    expect_equal(failed["got"], "IndexError", name=f"what {name} raises where the model does")
    expect_mode(failed, right, training)


def expect_losses(got: Tensor, right: Tensor, name: str) -> None:
    """The losses are those of evaluation without gradients; right[training][recorded] has all."""
    asked = ["in evaluation, without gradients", "in evaluation, while gradients are recorded"]
    asked += [text.replace("evaluation", "training") for text in asked]
    near = (got - right.flatten(0, 1)).abs().amax(1) <= 1e-4 * float(right.abs().max())
    which = int(near.int().argmax())
    what = "how the model is asked, by the losses"
    expect_that(which == 0, name=what, yours=asked[which], expected=asked[0], values=got)
    expect_close(got, right[0, 0], axes="split", rtol=RTOL_NUMBER, name=name)


def expect_split_losses(
    student, gen: torch.Generator, shapes: Sequence[tuple[int, ...]], training: bool
) -> None:
    """evaluate gives the losses of splits whose Y have these shapes, one axis or (B, 4)."""
    # Other scores in training, and where gradients are recorded: the losses tell.
    tables = 2 * torch.randn(2, 2, 9, 9, generator=gen)
    splits = [
        (torch.randint(9, (s[0], 4), generator=gen), torch.randint(9, s, generator=gen))
        for s in shapes
    ]

    got = [
        student.run(evaluated, looking_up, (tables, Y.dim() > 1, training), X, Y)["loss"]
        for X, Y in splits
    ]

    # The loss of each letter after each letter.
    each = -tables.double().log_softmax(3)
    right = [each[:, :, X if Y.dim() == 2 else X[:, -1], Y].flatten(2).mean(2) for X, Y in splits]
    what = f"the loss for Y of shape {' and of '.join(map(str, shapes))}"
    expect_losses(numbers(got, len(shapes), what), torch.stack(right, dim=2), what)


def expect_mode(got: Any, right: Sequence[Tensor], training: bool) -> None:
    """The model is as it was: its scores, `right` in evaluation and in training, say so."""
    mode = "training" if training else "evaluation"
    axes = " ".join("BTV"[: right[0].dim() - 1]) + " V" if right[0].dim() == 3 else "B V"
    what = f"the scores of the model, in {mode} before,"
    expect_close(got["after"], right[int(training)], axes=axes, name=f"{what} afterwards")
    expect_equal(bool(got["training"]), training, name="training of the model afterwards")


def right_name(block: int, rule: Sequence[int]) -> str:
    """What the model of `spelling` writes, worked out in Python."""
    *factors, term = rule
    seen: list[int] = []
    while len(seen) < block:
        context = [0] * (block - len(seen)) + seen
        seen.append(1 + (term + sum(n * c for n, c in zip(factors, context, strict=True))) % 26)
    return "".join(".abcdefghijklmnopqrstuvwxyz"[letter] for letter in seen)


def spelt(names: Any, width: int) -> Any:
    """The letters of names as numbers, filled up with 0 to `width`; other things as they are."""
    if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
        return names
    rows = [[ord(c) - 96 for c in name][:width] for name in names]
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])


def expect_spelt(
    student,
    gen: torch.Generator,
    count: int,
    arguments: tuple[int, ...],
    training: bool,
    back: bool = False,
) -> None:
    """Names and shapes of a model without choice; `arguments` is block_size or nothing.

    With `back` the model is in the mode that it was in before.
    """
    [block] = arguments or (8,)
    rules = torch.randint(1, 26, (2, block + 1), generator=gen).tolist()
    scores = torch.rand(2, 27, generator=gen)
    seed = int(torch.randint(1000, (1,), generator=gen))
    given, X = (rules, scores, training), torch.zeros(1, block).long()

    got = student.run(sampled, spelling, given, (count, *arguments), seed, X)

    right = [right_name(block, rules[0])] * count
    if count:
        wanted = spelt(right, block + 2)
        mine = spelt(got["names"], block + 2)
        expect_close(mine, wanted, axes="name letter", name="the letters")
        shapes = sorted({tuple(shape) for shape in got["shapes"]})
        expect_equal(shapes, [(1, block)], name="the shapes that the model was given")
    expect_equal(got["names"], right, name="the names")
    if not back:
        return
    after = scores[:, None].clone()
    for mode, (*_factors, term) in enumerate(rules):
        after[mode, 0, 1 + term % 26] += 60.0
    expect_mode(got, after, training)


@observe
def drawn(m, make, given, runs, own):
    """Names for each (count, seed) of runs, and the state of torch's own generator around that.

    own  the seed of torch's own generator
    """
    torch.manual_seed(own)
    states = [torch.get_rng_state()]
    names = [
        m.sample(make(*given), count, 3, generator=torch.Generator().manual_seed(seed))
        for count, seed in runs
    ]
    return {"names": names, "states": [*states, torch.get_rng_state()]}


def expect_drawn(student, gen: torch.Generator, chances: Sequence[float], shift: float) -> None:
    """Names whose first letters are a, b, c or none with these chances, from generator alone."""
    scores = torch.full((27, 27), -60.0)
    scores[0, :4] = torch.tensor([chances[3], *chances[:3]]).log() + shift
    scores[1:, 0] = 0.0
    seed, own = torch.randint(1000, (2,), generator=gen).tolist()
    given = (scores.expand(2, 2, 27, 27), False, True)
    runs = [(220, seed), (40, seed), (40, seed), (40, seed + 1)]

    got = student.run(drawn, looking_up, given, runs, own)

    many, *few = got["names"]
    expect_frequencies(many, chances, "how often a, b, c and no letter come first")
    rows = [spelt(names, 1) for names in few]
    expect_equal([kind(row) for row in rows], ["a tensor of shape (40, 1)"] * 3, name="40 names")
    first, again, other = rows
    what = "the first letters of 40 names, asked for again with the same seed"
    expect_close(again, first, axes="name letter", name=what)
    text = ", ".join(map(repr, few[2][:6]))
    expected = "other names than with the seed before"
    what = "what another seed gives"
    ok = not torch.equal(first, other)
    expect_that(ok, name=what, yours=text, expected=expected, values=other.flatten())
    ok = torch.equal(*got["states"])
    what, yours = "torch's own generator", "moved on by sample"
    expect_that(ok, name=what, yours=yours, expected="as it was: generator is the only source")


def expect_frequencies(names: Any, chances: Sequence[float], name: str) -> None:
    """The first letters of names are a, b, c and none as often as they should be."""
    first = spelt(names, 1)
    right = torch.tensor(chances, dtype=torch.float64)
    got = first
    if isinstance(first, Tensor) and first.dim() == 2:
        counts = torch.bincount(first[:, 0].clamp(0, 27), minlength=28)
        got = counts[[1, 2, 3, 0]].double() / len(first)
        bound = SIGMAS * 0.5 / len(first) ** 0.5
        # Chance is no rounding: within the bound the frequencies are taken as the right ones.
        if bool((got - right).abs().max() <= bound):
            got = right
    expect_close(got, right, axes="letter", name=name)


# smooth


@observe
def smoothed_or_error(m, calls):
    """What smooth gives for each (losses, k) of calls; the text "ValueError" for that error."""
    found = []
    for losses, k in calls:
        try:
            found.append(m.smooth(losses, k))
        except ValueError:
            found.append("ValueError")
    return found


def losses_of(points: int, k: int, rest: int, gen: torch.Generator) -> tuple[list[float], Tensor]:
    """Losses, k for each point and `rest` more, and their means, from which they are made."""
    means = (1 + 4 * torch.rand(points, generator=gen, dtype=torch.float64)).tolist()
    steps = torch.randn(points, generator=gen, dtype=torch.float64).tolist()
    losses = []
    for mean, step in zip(means, steps, strict=True):
        # Evenly around the mean.
        losses += [mean + step * ((i + 0.5) / k - 0.5) for i in range(k)]
    return [*losses, *torch.rand(rest, generator=gen).tolist()], torch.tensor(means)
