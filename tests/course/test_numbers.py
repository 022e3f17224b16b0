"""What a text states as a result is computed here: text, computation, and the two must agree.

A claim is a text with holes. The numbers are computed and rounded as the holes say, and the filled
text has to stand in the file. Every number of a handout that looks like a result is part of a
claim, or of GIVEN: settings, limits, and what the lectures print, which no code here can decide.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from exercises.data import load_mnist37, load_names, load_titanic
from tests.course.keep import COURSE

from classroom.author.build import importable
from classroom.author.experiment_contract import ExperimentTrial
from grader.check.mistakes import load_reference
from grader.course.manifest import STUDENT_ROOT, Course

pytestmark = pytest.mark.laptop

# Three decimals or more significant digits, thousands, percents: what is read as a result.
NUMBER = re.compile(r"(?<![\w.,-])-?(?:\d*\.\d{2,}|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?%)(?![\w,]*\d)")


@dataclass(frozen=True)
class Claim:
    """A text of a file, with a hole for each number that `compute` returns."""

    file: str
    text: str
    compute: Callable[[], tuple[Any, ...]]
    full: bool = False


def names_in_parts() -> tuple[list[str], list[str], list[str]]:
    """Train, dev and test names of the makemore topics."""
    names = load_names()
    random.Random(42).shuffle(names)
    first, second = int(0.8 * len(names)), int(0.9 * len(names))
    return names[:first], names[first:second], names[second:]


def same_names() -> tuple[int, int, int, int, int]:
    """Lines, different names, dev names of which how many are in train, test names in train."""
    train, dev, test = names_in_parts()
    seen = set(train)
    return (
        len(load_names()),
        len(set(load_names())),
        sum(name in seen for name in dev),
        len(dev),
        sum(name in seen for name in test),
    )


def bigram_loss() -> float:
    """The mean loss of the table of pairs without smoothing, on the names it was counted on."""
    pairs = Counter(text[i : i + 2] for name in load_names() for text in [f".{name}."]
                    for i in range(len(name) + 1))  # fmt: skip
    rows: Counter[str] = Counter()
    for pair, n in pairs.items():
        rows[pair[0]] += n
    return sum(n * math.log(rows[pair[0]] / n) for pair, n in pairs.items()) / pairs.total()


@cache
def functions(topic: str) -> dict[str, Any]:
    """The functions and classes of a topic's solution, by name."""
    modules = load_reference(COURSE, COURSE.topic(topic))
    return {name: value for module in modules.values() for name, value in vars(module).items()}


@cache
def stack(gain: float) -> tuple[list[float], float]:
    """Of the outputs of five tanh layers at the start: standard deviations, percent saturated.

    The network and the inputs of the milestone.
    """
    generator = torch.Generator().manual_seed(42)
    X = torch.randint(27, (1000, 3), generator=torch.Generator().manual_seed(3))
    C, layers = functions("makemore3")["build_deep_mlp"](
        27, 3, 10, 100, batchnorm=False, gain=gain, generator=generator
    )
    x, outputs = C[X].flatten(1), []
    for layer in layers:
        x = layer(x)
        if type(layer).__name__ == "Tanh":
            outputs.append(x)
    saturated = torch.stack([(out.abs() > 0.97).float().mean() for out in outputs])
    return [float(out.std()) for out in outputs], 100 * float(saturated[-1])


def without_zero(value: float) -> str:
    """0.634 as .63."""
    return f"{value:.2f}".removeprefix("0")


def quadratic_example() -> tuple[float, ...]:
    """Loss, slopes, and the place and loss after a step, of the line through two points."""
    ab = torch.tensor([2.0, 1.0], dtype=torch.float64, requires_grad=True)
    x, y = torch.tensor([1.0, 3.0]), torch.tensor([5.0, 4.0])
    loss = ((ab[0] * x + ab[1] - y) ** 2).mean()
    [slopes] = torch.autograd.grad(loss, ab)
    after = (ab - 0.1 * slopes).detach()
    predictions = after[0] * x + after[1]
    return (
        loss.item(),
        *slopes.tolist(),
        *after.tolist(),
        *predictions.tolist(),
        ((predictions - y) ** 2).mean().item(),
    )


def leak() -> tuple[float, float, float, float]:
    """Dev loss on all dev names and on those that train has not, of 300 hidden units.

    Then the same of a network that was trained without the dev names that train has.
    """
    m = functions("makemore2")
    train, dev, _test = names_in_parts()
    both = set(train) & set(dev)
    torch.set_num_threads(1)
    steps, losses = 100_000, []
    parts = [m["build_dataset"](words) for words in (dev, [n for n in dev if n not in both])]
    for words in (train, [name for name in train if name not in both]):
        generator = torch.Generator().manual_seed(1)
        model = m["MLP"](27, 3, 10, 300, generator=generator)
        m["init_scaled"](model)
        m["train"](
            model,
            (m["build_dataset"](words),),
            steps,
            schedule=lambda step: m["step_decay"](step, steps),
            generator=generator,
        )
        losses += [float(m["evaluate"](model, *part)) for part in parts]
    whole, new, apart, control = losses
    return whole, new, apart, control


def nearer_mean() -> float:
    """The mean over both classes of how many images are nearer to the mean of their own, by L1."""
    threes, sevens = (t.float() / 255 for t in load_mnist37())
    means = [threes[:800].mean(0), sevens[:800].mean(0)]
    shares = []
    for images, own, other in ((threes[800:], *means), (sevens[800:], *reversed(means))):
        to_own, to_other = ((images - mean).abs().mean((-1, -2)) for mean in (own, other))
        shares.append(float((to_own < to_other).float().mean()))
    return sum(shares) / 2


def errors_of_a_cube(h: float) -> tuple[float, float]:
    """Forward and central error of the slope of x^3 at 2."""
    forward = ((2 + h) ** 3 - 8) / h
    central = ((2 + h) ** 3 - (2 - h) ** 3) / (2 * h)
    return abs(forward - 12), abs(central - 12)


def one_digit(value: float) -> str:
    """6.0006e-3 as 6e-3."""
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def unseen_trigrams() -> float:
    """Percent of the trigrams of the dev names that are not in the training names."""
    train, dev, _test = names_in_parts()
    parts = [
        [f"..{name}."[i : i + 3] for name in part for i in range(len(name) + 1)]
        for part in (train, dev)
    ]
    known = set(parts[0])
    return 100 * sum(trigram not in known for trigram in parts[1]) / len(parts[1])


@cache
def trial(topic: str) -> ExperimentTrial:
    """Our own solution before the experiments of a topic."""
    return ExperimentTrial(COURSE, COURSE.topic(topic))


def finds(topic: str, name: str, number: str, **settings: float | str) -> float:
    """One number of an experiment, at the size of grading."""
    with importable(COURSE):
        return trial(topic).found(name, **settings)[number]


def at_rates(*rates: float) -> tuple[float, ...]:
    """M2-L1: the dev loss after training at each rate."""
    return tuple(finds("makemore2", "learning_rate", "dev", rate=rate) for rate in rates)


def with_first_rates(*rates: float) -> tuple[float, ...]:
    """M2-L2: the dev loss of 120 units after 4,000 steps that begin at each rate."""
    sizes = {"hidden": 120, "batch": 64, "steps": 4000, "fall": 0.75}
    return tuple(finds("makemore2", "tuning", "dev", rate=rate, **sizes) for rate in rates)


def cost_of_one(number: str) -> float:
    """M1-L2: what a smoothing of 1 costs beside 0.2."""
    one, best = ({"few": amount, "many": amount} for amount in (1.0, 0.2))
    return finds("makemore1", "smoothing", number, **one) - finds(
        "makemore1", "smoothing", number, **best
    )


def not_divided(number: str, *rates: float) -> tuple[float, ...]:
    """M3-L3: a number of the network whose weights are not divided, at each rate."""
    weights = {"weights": "not divided"}
    return tuple(finds("makemore3", "undivided", number, rate=r, **weights) for r in rates)


def off_by(*momenta: float) -> tuple[float, ...]:
    """M3-L4: how far the running variance is off with each momentum."""
    return tuple(finds("makemore3", "momentum", "off", momentum=m) for m in momenta)


def flat_and_tree(rate: float) -> tuple[float, float, float]:
    """M5-L1: the lead of the tree, its spread, and the loss of the flat network."""
    rates = {"rate_flat": rate, "rate_tree": rate}
    flat, tree, spread = (
        finds("makemore5", "flat_or_tree", number, **rates) for number in ("flat", "tree", "spread")
    )
    return flat - tree, spread, flat


HANDOUT = "exercises/{}/README.md".format
MANIFEST = "exercises/{}/topic.toml".format
KEY = "reference/{}/answers.toml".format
OPENS = "reference/{}/experiments.toml".format

CLAIMS = [
    Claim(
        HANDOUT("calculus_and_descent"),
        "The loss is the mean squared error, {:.1f}. Its slope in a is (-4 * 1 + 6 * 3) / 2 = "
        "{:.0f}. Its slope in b is (-4 * 1 + 6 * 1) / 2 = {:.0f}. A step with the rate 0.1 leads "
        "to a = {:.1f} and b = {:.1f}. Then the predictions are {:.1f} and {:.1f}, and the loss "
        "is {:.2f}.",
        quadratic_example,
    ),
    Claim(
        KEY("calculus_and_descent"),
        "For x^3 at 2 and h = 0.001 the errors are {} forward and {} central.",
        lambda: tuple(one_digit(error) for error in errors_of_a_cube(1e-3)),
    ),
    Claim(
        KEY("calculus_and_descent"),
        "For x^3 at 2 the forward error is {} for h = 1e-5, {} for 1e-8 and {} for 1e-12.",
        lambda: tuple(one_digit(errors_of_a_cube(h)[0]) for h in (1e-5, 1e-8, 1e-12)),
    ),
    Claim(
        HANDOUT("mnist_basics"),
        "gives {:,} threes and {:,} sevens of MNIST.",
        lambda: tuple(len(images) for images in load_mnist37()),
    ),
    Claim(
        HANDOUT("mnist_basics"),
        "| the nearer mean digit, by L1 | 0.90 | {:.3f} |",
        lambda: (nearer_mean(),),
    ),
    Claim(
        HANDOUT("mnist_basics"),
        "one hidden layer of 30 ({:,} parameters)",
        lambda: (784 * 30 + 30 + 30 + 1,),
    ),
    Claim(
        KEY("mnist_basics"),
        "with s = sigmoid(-8) = {:.5f}.",
        lambda: (1 / (1 + math.exp(8)),),
    ),
    Claim(
        KEY("mnist_basics"),
        "The loss is {:.4f} and cannot rise much further",
        lambda: (1 - 1 / (1 + math.exp(8)),),
    ),
    Claim(
        KEY("tabular_from_scratch"),
        "Fares go from {:.0f} to {:.0f}, and most are below 30, so the few large ones would "
        "outweigh all other columns in the sum. Their logarithms lie between 0 and {:.1f}.",
        lambda: (lambda fares: (min(fares), max(fares), math.log(max(fares) + 1)))(
            [float(row["Fare"]) for row in load_titanic()]
        ),
    ),
    Claim(
        KEY("tabular_from_scratch"),
        "0.7865 * 178 = {:.0f} and 0.8258 * 178 = {:.0f}. One passenger is {:.4f} of the accuracy",
        lambda: (0.7865 * 178, 0.8258 * 178, 1 / 178),
    ),
    Claim(
        KEY("micrograd"),
        "exp(2) / (exp(2) + exp(1) + exp(0)) = {:.3f}",
        lambda: (torch.tensor([2.0, 1.0, 0.0]).softmax(0)[0].item(),),
    ),
    Claim(
        HANDOUT("makemore1"),
        "has ln 27 = {:.4f}; 0 would be certainty.",
        lambda: (math.log(27),),
    ),
    Claim(
        HANDOUT("makemore1"),
        "names = load_names() # {:,} of them",
        lambda: (len(load_names()),),
    ),
    Claim(HANDOUT("makemore1"), "{:.4f} here and 2.4540 there.", lambda: (bigram_loss(),)),
    Claim(
        HANDOUT("makemore1"),
        "Its loss is (0 + ln 3 + 0) / 3 = {:.4f}",
        lambda: (math.log(3) / 3,),
    ),
    Claim(
        KEY("makemore1"),
        "The product would be about exp(-{:,})",
        lambda: (1000 * (round(bigram_loss() * 229_201) // 1000),),
    ),
    Claim(
        KEY("makemore1"),
        "About {:.1f}% of the trigrams of the dev names are not in the training names.",
        lambda: (unseen_trigrams(),),
    ),
    Claim(
        HANDOUT("makemore2"),
        "names.txt has {:,} lines and {:,} different names.",
        lambda: same_names()[:2],
    ),
    Claim(
        HANDOUT("makemore2"),
        "so {} of the {:,} dev names and {} of the test names are in the training part too.",
        lambda: same_names()[2:],
    ),
    Claim(
        HANDOUT("makemore2"),
        "names = load_names() # {:,} of them",
        lambda: (len(load_names()),),
    ),
    Claim(
        HANDOUT("makemore2"),
        "the parts have {:,}, {:,} and {:,} names, and {:,}, {:,} and {:,} examples",
        lambda: (
            *(len(part) for part in names_in_parts()),
            *(sum(len(name) + 1 for name in part) for part in names_in_parts()),
        ),
    ),
    Claim(
        HANDOUT("makemore2"),
        "| smoothed | {:.1f} | {:.2f} | {:.1f} | {:.1f} | {:.1f} | left out |",
        lambda: (
            (3.1 + 2.9) / 2,
            (3.1 + 2.9 + 2.0) / 3,
            (2.9 + 2.0 + 2.9) / 3,
            (2.0 + 2.9 + 2.3) / 3,
            (2.9 + 2.3) / 2,
        ),
    ),
    Claim(
        KEY("makemore2"),
        "A step on 32 of {:,} examples costs {:,} times less",
        lambda: (lambda n: (n, round(n / 32)))(sum(len(name) + 1 for name in names_in_parts()[0])),
    ),
    Claim(
        "exercises/makemore2/questions.toml",
        "Its loss is {:.3f} on the whole dev part, and {:.3f} on the dev names that are not in the "
        "training part. Then the network is trained once more, on the training part without these "
        "412 names; the dev part stays the same. Now the two losses are {:.3f} and {:.3f}.",
        leak,
        full=True,
    ),
    Claim(
        OPENS("makemore1"),
        "from the second letter on the trigram has {:.2f} in place of {:.2f}",
        lambda: tuple(
            finds("makemore1", "start_marks", "trigram", trigram_from=place) for place in (2, 1)
        ),
        full=True,
    ),
    Claim(
        OPENS("makemore1"),
        "with 1,000 names a smoothing of 1 costs {:.2f} beside the best, with all names {:.3f}",
        lambda: (cost_of_one("few_dev"), cost_of_one("many_dev")),
        full=True,
    ),
    Claim(
        OPENS("makemore1"),
        "The losses are {:.2f} against {:.2f}. With 500 names",
        lambda: tuple(
            finds("makemore1", "few_names", model, names=500) for model in ("bigram", "trigram")
        ),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "The dev loss goes from {:.2f} to {:.2f}.",
        lambda: at_rates(0.1, 1.0),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "from 0.001 to 0.01 it is {:.1f}.",
        lambda: (lambda small, larger: (small - larger,))(*at_rates(0.001, 0.01)),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "a first rate of 0.03 ends at {:.2f} and 0.1 at {:.2f}, and a larger one gains more.",
        lambda: with_first_rates(0.03, 0.1),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "The losses are {:.1f} and {:.1f}. Most of it comes from the last layer: with small W2 and "
        "b2, and the rest as drawn, 500 steps end at {:.2f}.",
        lambda: tuple(
            finds("makemore2", "first_loss", "after", hidden=hidden, last=last, bias=bias)
            for hidden, last, bias in ((1.0, 1.0, 1.0), (0.3, 0.01, 0.0), (1.0, 0.01, 0.0))
        ),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "With seed 1 the units gain {:.2f} and the numbers {:.2f}, for fewer parameters.",
        lambda: tuple(
            finds("makemore2", "bottleneck", number, emb=10, hidden=300)
            for number in ("by_hidden", "by_emb")
        ),
        full=True,
    ),
    Claim(
        OPENS("makemore2"),
        "The loss is lower by {:.2f} in place of less than 0.01: each example",
        lambda: (
            finds("makemore2", "leak", "unseen", names=1000)
            - finds("makemore2", "leak", "seen", names=1000),
        ),
        full=True,
    ),
    Claim(
        MANIFEST("makemore3"),
        "divided weights reach a loss of {:.2f} in 300 steps of rate 0.1",
        lambda: (finds("makemore3", "undivided", "loss", rate=0.1),),
        full=True,
    ),
    Claim(
        OPENS("makemore3"),
        "At 0.01 the loss hardly leaves {:.1f}.",
        lambda: not_divided("loss", 0.01),
        full=True,
    ),
    Claim(
        OPENS("makemore3"),
        "from {:.1f} to {:.1f}. At 0.1 the loss is {:.2f};",
        lambda: (
            finds("makemore3", "undivided", "update", rate=0.1),
            *not_divided("update", 0.1),
            *not_divided("loss", 0.1),
        ),
        full=True,
    ),
    Claim(
        OPENS("makemore3"),
        "update:data of the hidden weights is back at {:.1f}, and the loss is {:.2f}. But",
        lambda: (*not_divided("update", 7.0), *not_divided("loss", 7.0)),
        full=True,
    ),
    Claim(
        OPENS("makemore3"),
        "leaves {:.0f}%, at 0.001 the initial 1 that is not yet forgotten leaves {:.0f}%; "
        "at 0.01 it is {:.0f}%.",
        lambda: off_by(0.1, 0.001, 0.01),
        full=True,
    ),
    Claim(
        MANIFEST("makemore5"),
        "by {:.3f} on average, and the spread is {:.3f}.",
        lambda: flat_and_tree(0.5)[:2],
        full=True,
    ),
    Claim(
        OPENS("makemore5"),
        "At 0.5 the tree is ahead by {:.3f}, eight spreads. At its best rate each ends at {:.2f},",
        lambda: (flat_and_tree(0.5)[0], flat_and_tree(1.5)[2]),
        full=True,
    ),
    Claim(
        HANDOUT("makemore3"),
        "h = 0.99 leaves with {:.0f}% of its size.",
        lambda: (100 * (1 - 0.99**2),),
    ),
    Claim(
        HANDOUT("makemore3"),
        "For n = 32 that is {:.1f}%.",
        lambda: (100 * (1 - math.sqrt(31 / 32)),),
    ),
    *(
        Claim(
            HANDOUT("makemore3"),
            f"| gain {name} | {{}} {{}} {{}} {{}} {{}}: {said}",
            lambda gain=gain: tuple(without_zero(std) for std in stack(gain)[0]),
        )
        for name, gain, said in (
            ("0.5", 0.5, "dies out"),
            ("1", 1.0, "shrinks"),
            ("3", 3.0, "more than 40% saturated"),
        )
    ),
    Claim(
        HANDOUT("makemore3"),
        "| gain 5/3 | {} {} {} {} {}: levels off, about {:.0f}% saturated |",
        lambda: (*map(without_zero, stack(5 / 3)[0]), stack(5 / 3)[1]),
    ),
    Claim(
        HANDOUT("makemore3"),
        "Tanh, Linear with 200 units and {:,} parameters",
        lambda: (27 * 10 + 30 * 200 + 2 * 200 + 200 * 27 + 27,),
    ),
    Claim(
        KEY("makemore3"),
        "With gain 1 the standard deviations fall as {}, {}, {}, {}, {}; with 5/3 they level off "
        "at about {}.",
        lambda: tuple(without_zero(std) for std in (*stack(1.0)[0], stack(5 / 3)[0][-1])),
    ),
    Claim(
        KEY("makemore3"),
        "with 5/3 about {:.0f}% of the entries are beyond 0.97.",
        lambda: (stack(5 / 3)[1],),
    ),
    Claim(
        KEY("makemore3"),
        "each layer multiplies the spread by 5/3: about {:.1f}, {:.1f}, {:.1f}, {:.1f}, {:.1f}.",
        lambda: tuple((5 / 3) ** layer for layer in range(1, 6)),
    ),
    Claim(
        KEY("makemore5"),
        "The difference of two single runs spreads by 0.005 times the root of 2, about {:.3f}. The "
        "longer context gains {:.3f}, eleven times that; the mended layer gains {:.3f} and the "
        "tree loses {:.3f}",
        lambda: (0.005 * math.sqrt(2), 2.105 - 2.027, 2.029 - 2.022, 2.029 - 2.027),
    ),
    Claim(
        HANDOUT("makemore5"),
        "This network has {:,} parameters. After 3,000 steps of 64 examples",
        lambda: (27 * 24 + 48 * 128 + 2 * 256 * 128 + 3 * 2 * 128 + 128 * 27 + 27,),
    ),
    Claim(
        "exercises/data/README.md",
        "so {1:,} of the {0:,} are different.",
        lambda: same_names()[:2],
    ),
    Claim("exercises/data/README.md", "(bigram loss {:.4f} here", lambda: (bigram_loss(),)),
    Claim(
        "exercises/data/README.md",
        "`threes` with {:,} and `sevens` with {:,} images",
        lambda: tuple(len(images) for images in load_mnist37()),
    ),
]

# Settings, limits and what others print: text of a handout that states no result of ours.
GIVEN = {
    "calculus_and_descent": (
        # Compared with the notebook's own output by the milestone.
        "At (1.1, 1.1, 1.1) you get the loss 2.4219 and the gradient (-1.3529, -0.0316, -0.5000), "
        "as the notebook prints them. Ten steps of rate 0.01 bring the loss to 2.40, 2.38, 2.36 "
        "... 2.21. The notebook's own loop prints 2.40, 2.36, 2.30 ... 1.46.",
        "400 steps each of rate 0.01, 0.1 and 0.5",
        "learning rates from 0.0001 to 10",
        "--set mse_rate=0.001 --set mae_rate=0.001",
    ),
    "tabular_from_scratch": (
        "A linear model reaches an accuracy of 0.7865. With a sigmoid it reaches 0.8258, and so do",
    ),
    "mnist_basics": (
        "How good is 93%?",
        "| linear model, batches of 64, rate 1, 20 epochs | 0.93 | 0.945 |",
        "rate 0.1, 40 epochs | 0.95 | 0.963 |",
        "| the nearer mean digit, by L1 | 0.90 |",
    ),
    "micrograd": ("a chain of 5,000 sums",),
    "makemore1": ("logits of 10,000", "and 2.4540 there.", "with 1,000 names and with all of them"),
    "makemore2": (
        "nearly 20,000 rows",
        "| rate | 0.01 | 0.02 | 0.04 | 0.08 | 0.16 | 0.32 |",
        "The smoothed loss is lowest at 0.08. A tenth of that rate, 0.008, is suggested.",
        "The lowest single loss, 2.0, is at 0.04, but that batch",
        "was only lucky, so 0.04 is not chosen.",
        "Try both in a training of 5,000 steps.",
        "a dev loss below 2.20 within a budget",
        "--set rate=0.01 --set burst=10",
        "within 0.05 of ln 27, and after 5,000 steps its dev loss must be below 2.30.",
        "After 20,000 steps the dev loss must be below 2.20,",
        "It takes 200,000 steps, first with rate 0.1, then with 0.01. The dev loss must be 2.17",
    ),
    "makemore3": (
        "trains it for 1,000 steps",
        "with a rate of 0.001?",
        "torch takes 0.1, the lecture 0.001",
        "After 2,000 steps its validation loss must be below 2.38.",
        "After 20,000 steps the validation loss must be below 2.22.",
        "more than 40% saturated",
        "[0.98, 0.0]",
    ),
    "makemore4": (
        "After 1,000 steps of `train_manual`",
        "After 20,000 steps by hand the validation loss must be below 2.25.",
    ),
    "makemore5": (
        "says 2.027 for one and 2.029 for the other",
        "these mean losses after 200,000 steps",
        "| context 3, flat, 200 units | 12K | 2.058 | 2.105 |",
        "| context 8, flat, 200 units | 22K | 1.918 | 2.027 |",
        "| context 8, hierarchical, 68 units | 22K | 1.941 | 2.029 |",
        "| the same, batch normalisation mended | 22K | 1.912 | 2.022 |",
        "24 numbers a letter, 128 units | 76K | 1.769 | 1.993 |",
        "for 3,000 steps and draws",
        "train for 1,000 steps each. The validation loss of the hierarchical network must be below "
        "2.38,",
        "its validation loss must be below 2.20.",
        "trains for 200,000 steps of 32 examples. Its validation loss must be at most 2.00; it is "
        "printed beside the lecture's 1.993.",
        "`grader leaderboard --add 2.015",
    ),
}


def plain(text: str) -> str:
    """Without line breaks, links and TOML's escapes."""
    return " ".join(re.sub(r"\]\([^)]*\)", "]", text).split())


def filled(claim: Claim) -> str:
    """The text as it has to stand in its file."""
    return claim.text.format(*claim.compute())


@pytest.mark.parametrize("claim", [c for c in CLAIMS if not c.full], ids=lambda c: c.text[:40])
def test_what_is_stated_is_what_is_computed(claim: Claim, root: Path) -> None:
    """The numbers of a sentence come out of its computation, digit for digit."""
    assert filled(claim) in plain((root / claim.file).read_text(encoding="utf-8"))


@pytest.mark.full
@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.full], ids=lambda c: c.text[:40])
def test_what_a_long_training_gave_comes_out_again(claim: Claim, root: Path) -> None:
    """Trainings of minutes, with the same seeds."""
    assert filled(claim) in plain((root / claim.file).read_text(encoding="utf-8"))


def numbers(text: str) -> Iterator[str]:
    """Numbers that look like results."""
    yield from (found.group() for found in NUMBER.finditer(text))


def without_tables(text: str) -> str:
    """The handout without its sources, and without the worked examples that checks compute."""
    worked = r"Worked example:.*?(?=###|Row 3)|A worked example with two.*?###"
    return re.sub(rf"## Sources.*?(?=\n## )|{worked}", "", text, flags=re.DOTALL)


def test_every_result_in_a_handout_is_computed(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is left when claims and given numbers are taken out holds no result."""
    stray, found = {}, 0
    for topic in course.topics.values():
        path = HANDOUT(topic.id)
        handout = (course.root / STUDENT_ROOT / topic.id / "README.md").read_text()
        text = plain(without_tables(handout))
        found += len(list(numbers(text)))
        holes = [
            re.sub(r"\\\{[^}]*\\\}", r"[-\\d.,e]+", re.escape(claim.text))
            for claim in CLAIMS
            if claim.file == path
        ]
        known = [*holes, *(re.escape(given) for given in GIVEN.get(topic.id, ()))]
        for hole in known:
            assert re.search(hole, text), f"{topic.id}: stands nowhere: {hole}"
        for hole in sorted(known, key=len, reverse=True):
            text = re.sub(hole, " ", text)
        left = list(numbers(text))
        if left:
            stray[topic.id] = left
    with capsys.disabled():
        print(f"\nresults in nine handouts: {found}; {len(CLAIMS)} claims computed")
    assert not stray
