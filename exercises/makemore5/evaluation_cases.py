"""Inputs, right answers and readers of results for the checks of evaluation.py.

Nothing in here is to be solved. The functions marked `observe` run beside a solution, with a model
of their own; what they return is compared by the checks.
"""

from collections.abc import Sequence
from typing import Any

import torch
from exercises.makemore5.cases import kind
from torch import Tensor

from grader import expect_close, expect_equal, observe

# Results that may be computed in float32 or float64.
RTOL_NUMBER = 1e-5
# Standard deviations that a frequency may be off by chance.
SIGMAS = 5.0
SCATTER = "frequencies scatter by chance"
YES = "every answer is yes, or the same"


def numbers(values: list[Any], count: int, what: str) -> Tensor:
    """A list of numbers (floats or tensors of one entry) as a tensor in float64."""
    expect_equal([kind(value) for value in values], ["a number"] * count, name=what)
    return torch.tensor([float(value) for value in values], dtype=torch.float64)


def in_float32(value: Any) -> Any:
    """A tensor in float32: whoever computes in float64 may stay there. Other things as they are."""
    return value.float() if isinstance(value, Tensor) else value


@observe
def evaluated(m, scores, parts, training):
    """The losses of parts (X, Y), the modes that the model was asked in, and those after.

    The model looks the scores of the last letter up, or of every letter where Y has two axes. In
    training it takes the mean of the batch off, as batch normalisation does.
    """

    class Norm:
        pass

    class Model:
        def __init__(self):
            self.layers = [Norm()]
            self.asked = []
            self.train(training)

        def train(self, flag=True):
            self.training = flag
            self.layers[0].training = flag

        def __call__(self, X):
            training = self.layers[0].training
            self.asked.append([int(training), int(torch.is_grad_enabled())])
            found = scores[X] if self.everywhere else scores[X[:, -1]]
            return found - found.mean(0) if training else found

        def parameters(self):
            return []

    model, losses, after = Model(), [], []
    for X, Y in parts:
        model.everywhere = Y.dim() > 1
        losses.append(m.evaluate(model, X, Y))
        after.append([int(bool(model.training)), int(bool(model.layers[0].training))])
    return {
        "losses": losses,
        "asked": torch.tensor(model.asked),
        "after": torch.tensor(after),
    }


@observe
def modes_after_error(m, name, training):
    """Whether an error of the model comes through evaluate or sample, and modes afterwards.

    The modes are those of the model and of its layer, after a call without error and one with.
    """

    class Norm:
        pass

    class Model:
        def __init__(self):
            self.layers = [Norm()]
            self.fails = False
            self.train(training)

        def train(self, flag=True):
            self.training = flag
            self.layers[0].training = flag

        def __call__(self, X):
            if self.fails:
                raise KeyError("a letter that the model does not know")
            scores = torch.zeros(X.shape[0], 27)
            scores[:, 0] = 60.0
            return scores

        def parameters(self):
            return []

    model, found = Model(), []
    for fails in (False, True):
        model.fails, raised = fails, 0
        try:
            if name == "evaluate":
                m.evaluate(model, torch.zeros(3, 2).long(), torch.zeros(3).long())
            else:
                m.sample(model, 2, 4, generator=torch.Generator().manual_seed(1))
        except KeyError:
            raised = 1
        found += [int(bool(model.training)), int(bool(model.layers[0].training))]
    return torch.tensor([raised, *found])


@observe
def spelled(m, count, block, numbers, training):
    """Names of a model with one way to go, what it was given, its modes when asked and after.

    The next letter depends on all letters of the context; the name ends when the context is full.
    block None leaves block_size out.
    """

    class Norm:
        pass

    class Model:
        def __init__(self):
            self.layers = [Norm()]
            self.asked, self.shapes = [], []
            self.train(training)

        def train(self, flag=True):
            self.training = flag
            self.layers[0].training = flag

        def __call__(self, X):
            self.asked.append(int(self.layers[0].training))
            self.shapes.append(tuple(X.shape))
            if len(self.asked) > 500:
                raise RuntimeError("more than 500 letters were asked for")
            context = X[0].tolist()
            total = sum(n * c for n, c in zip(numbers, context))  # noqa: B905
            letter = 0 if context[0] else 1 + (total + numbers[-1]) % 26
            scores = torch.zeros(X.shape[0], 27)
            scores[:, letter] = 60.0
            # Of a batch of one, the mean of the batch takes everything away.
            return scores - scores.mean(0) if self.layers[0].training else scores

        def parameters(self):
            return []

    model = Model()
    options = {"generator": torch.Generator().manual_seed(5)}
    names = (
        m.sample(model, count, **options)
        if block is None
        else m.sample(model, count, block, **options)
    )
    return {
        "names": names,
        "shapes": list(set(model.shapes)),
        "asked": torch.tensor(model.asked),
        "after": torch.tensor([int(bool(model.training)), int(bool(model.layers[0].training))]),
    }


def right_name(block: int, numbers: Sequence[int]) -> str:
    """What the model of `spelled` writes, worked out in Python."""
    context, name = [0] * block, ""
    while not context[0]:
        total = sum(n * c for n, c in zip(numbers, context, strict=False))
        letter = 1 + (total + numbers[-1]) % 26
        name += ".abcdefghijklmnopqrstuvwxyz"[letter]
        context = [*context[1:], letter]
    return name


def spelt(names: Any, width: int) -> Any:
    """The letters of names as numbers, filled up with 0 to `width`; other things as they are."""
    if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
        return names
    rows = [[ord(c) - 96 for c in name][:width] for name in names]
    return torch.tensor([row + [0] * (width - len(row)) for row in rows])


@observe
def drawn(m, scores, runs):
    """Names of a model with these scores after each letter, for each (count, seed) of runs.

    Also whether torch's own generator is as it was.
    """

    class Model:
        def __init__(self):
            self.layers = []
            self.training = True

        def train(self, flag=True):
            self.training = flag

        def __call__(self, X):
            return scores[X[:, -1]]

        def parameters(self):
            return []

    before = torch.get_rng_state()
    names = [
        m.sample(Model(), count, 3, generator=torch.Generator().manual_seed(seed))
        for count, seed in runs
    ]
    return {"names": names, "untouched": torch.equal(before, torch.get_rng_state())}


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


@observe
def smooth_refused(m, losses, k):
    """Whether smooth raises ValueError."""
    try:
        m.smooth(losses, k)
    except ValueError:
        return "ValueError"
    return "no ValueError"
