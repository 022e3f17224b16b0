"""Given: the experiments of makemore 2, which `grader run` makes with your functions."""

import math
import random

import torch
from exercises.data import load_names
from exercises.makemore2.cases import parameters_of, right_net, right_scaled
from torch import Tensor
from torch.nn import functional as F

from grader import Measured, experiment, observe

LN_27 = math.log(27)
# Millions of multiplications that M2-L2 may spend, and where split_dataset cuts the names.
BUDGET, CUTS = 2200, (25_742, 28_960)
# How a training is told in `runs` below: (sizes of the MLP, initial parameters, rate of each step).
Run = tuple[tuple[int, ...], list[Tensor], list[float]]


@observe
def trained(m, runs, part, batch, steps):
    """The parameters at the end of each training, and the loss of each of its batches."""
    from exercises.makemore2.model import MLP

    torch.set_num_threads(1)
    ends = []
    for sizes, start, rates in runs:
        model = MLP(*sizes, generator=torch.Generator())
        with torch.no_grad():
            for p, value in zip(model.parameters(), start):  # noqa: B905
                p.copy_(value)
        options = {"schedule": rates.__getitem__, "generator": torch.Generator().manual_seed(1)}
        log = m.train(model, (part, part, part), steps, batch, **options)
        ends.append([[p.detach() for p in model.parameters()], [float(loss) for loss in log]])
    return ends


def train(student, runs: list[Run], part, batch: int = 32) -> list:
    """[parameters, losses of the batches] of each run, by the learner's MLP and train."""
    return student.of("train").run(trained, runs, part, batch, len(runs[0][2]))


def sizes_of(emb: int, hidden: int) -> tuple[int, ...]:
    """What MLP takes for 27 symbols and contexts of three."""
    return (27, 3, emb, hidden)


def scaled(sizes: tuple[int, ...], seed: int = 42) -> list[Tensor]:
    """Initial parameters as init_scaled leaves them, so that a training begins near ln 27."""
    drawn = parameters_of(sizes, torch.Generator().manual_seed(seed))
    return [value.float() for value in right_scaled(drawn)]


def falling(steps: int, rate: float, share: float = 0.5) -> list[float]:
    """The rate of each step: a tenth of `rate` once this share of the steps is over."""
    return [rate if step < share * steps else rate / 10 for step in range(steps)]


def mean_loss(params: list[Tensor], part: tuple[Tensor, Tensor]) -> float:
    """The mean loss over all examples of a part, in float64 and with layers of torch.nn."""
    torch.set_num_threads(1)
    with torch.no_grad():
        return float(F.cross_entropy(right_net(params)(part[0]), part[1]))


def curve(log: list[float], points: int = 50) -> list[float]:
    """The losses of the batches as so many means, one after the other."""
    return [float(some.mean()) for some in torch.tensor(log).tensor_split(points)]


def drawn_as(steps: int) -> dict[str, object]:
    """The names of both axes of a plot of such curves, and the step that each mean ends at."""
    each, more = divmod(steps, 50)
    at = [each * number + min(number, more) for number in range(1, 51)]
    return {"x": "step", "at": at, "y": f"loss of the batches, the mean of {each} steps"}


@experiment("learning_rate")
def learning_rate(student, settings, size):
    """The dev loss after training at one rate, at the rate that bursts, and at half of that."""
    steps = 1000 if size == "graded" else 10_000
    parts = student.split_dataset(load_names())
    sizes = sizes_of(10, 200)
    rates = [settings["rate"], settings["burst"], settings["burst"] / 2]

    ends = train(student, [(sizes, scaled(sizes), [rate] * steps) for rate in rates], parts[0])

    chosen, burst, half = (mean_loss(params, parts[1]) for params, _log in ends)
    log = ends[0][1]
    return Measured(
        # Beyond ln 27 a training is so wild that another processor finds other numbers.
        found={"dev": min(chosen, LN_27)},
        others={
            "the loss of the last batch": log[-1],
            "the mean loss of the last 100 batches": sum(log[-100:]) / 100,
            "the loss on the test part": min(mean_loss(ends[0][0], parts[2]), LN_27),
            "the dev loss at half of the rate that bursts": min(half, LN_27),
        },
        goal={
            "dev below 2.45": chosen < 2.45,
            "a dev loss above ln 27 at `burst`": burst > LN_27,
            "a dev loss below ln 27 at half of `burst`": half < LN_27,
        },
        # A burst would leave no room for the others.
        curves={
            f"rate {rate:g}": [min(loss, 8.0) for loss in curve(end[1])]
            for rate, end in zip(rates, ends, strict=True)
        },
        **drawn_as(steps) | {"y": "loss of the batches, at most 8"},
        tell=[
            f"rate {rate:g}: dev {dev:.4f}, largest loss of a batch {max(end[1]):.4g}"
            for rate, dev, end in zip(rates, (chosen, burst, half), ends, strict=True)
        ],
    )


def price(settings) -> float:
    """Millions of multiplications by weights, forward, in a training of M2-L2 as it is graded."""
    an_example = settings["hidden"] * (3 * settings["emb"] + 27)
    return settings["steps"] * settings["batch"] * an_example / 1e6


def within_budget(settings) -> str:
    """One sentence about settings that cost too much."""
    if price(settings) <= BUDGET:
        return ""
    return (
        f"this training costs {price(settings):,.0f} million multiplications and the budget is "
        f"{BUDGET:,}: take fewer steps, smaller batches or a smaller network"
    )


@experiment("tuning", fits=within_budget)
def tuning(student, settings, size):
    """The dev loss of a network of these sizes, trained in this way."""
    steps = settings["steps"] * (1 if size == "graded" else 10)
    parts = student.split_dataset(load_names())
    sizes = sizes_of(settings["emb"], settings["hidden"])
    rates = falling(steps, settings["rate"], settings["fall"])

    [(params, log)] = train(student, [(sizes, scaled(sizes), rates)], parts[0], settings["batch"])

    dev, test = mean_loss(params, parts[1]), mean_loss(params, parts[2])
    some = [rows[:20_000] for rows in parts[0]]
    seen = mean_loss(params, (some[0], some[1]))
    return Measured(
        found={"dev": dev},
        others={
            "the loss on training examples": seen,
            "the loss on the test part": test,
            "the loss of the last batch": log[-1],
            "the mean loss of the last 100 batches": sum(log[-100:]) / 100,
        },
        goal=dev < 2.2,
        curves={"batches": curve(log)},
        **drawn_as(steps),
        tell=[
            f"{sum(p.numel() for p in params):,} parameters, {price(settings):,.0f} of {BUDGET:,} "
            "million multiplications",
            f"20,000 examples of train {seen:.4f}, dev {dev:.4f}",
        ],
    )


@experiment("first_loss")
def first_loss(student, settings, size):
    """The dev loss before the first step and after some, from parameters that were scaled so."""
    steps = 500 if size == "graded" else 20_000
    parts = student.split_dataset(load_names())
    sizes = sizes_of(10, 200)
    factors = [1.0, *(settings[name] for name in ("hidden", "hidden", "last", "bias"))]
    drawn = parameters_of(sizes, torch.Generator().manual_seed(42))
    start = [value * factor for value, factor in zip(drawn, factors, strict=True)]

    [(params, log)] = train(student, [(sizes, start, [0.1] * steps)], parts[0])

    first, after = mean_loss(start, parts[1]), mean_loss(params, parts[1])
    return Measured(
        found={"first": first, "after": after},
        others={
            "the loss of the first batch": log[0],
            "the loss of the last batch": log[-1],
            "the mean loss of the last 100 batches": sum(log[-100:]) / 100,
        },
        goal={
            "first within 0.05 of ln 27": abs(first - LN_27) < 0.05,
            "after below 2.55": after < 2.55,
        },
        curves={"batches": curve(log)},
        **drawn_as(steps),
        tell=[f"ln 27 is {LN_27:.4f}; the first batch {log[0]:.4f}, the last one {log[-1]:.4f}"],
    )


@experiment("bottleneck")
def bottleneck(student, settings, size):
    """What 27-2-100 gains from a longer embedding, from more hidden units, and from both."""
    steps = 1000 if size == "graded" else 20_000
    parts = student.split_dataset(load_names())
    emb, hidden = settings["emb"], settings["hidden"]
    nets = [sizes_of(*net) for net in ((2, 100), (emb, 100), (2, hidden), (emb, hidden))]
    rates = falling(steps, 0.1)

    ends = train(student, [(net, scaled(net, settings["seed"]), rates) for net in nets], parts[0])

    devs = [mean_loss(params, parts[1]) for params, _log in ends]
    by_emb, by_hidden, by_both = (devs[0] - dev for dev in devs[1:])
    counts = [sum(p.numel() for p in params) for params, _log in ends]
    few = 5 * (counts[1] - counts[0]) <= counts[2] - counts[0]
    shown = [f"{net[2]} numbers, {net[3]} units" for net in nets]
    return Measured(
        found={"by_emb": by_emb, "by_hidden": by_hidden},
        others={
            "the gain by both": by_both,
            "the dev loss with the longer embedding": devs[1],
            "the dev loss with more hidden units": devs[2],
        },
        goal={
            "by_emb above by_hidden": by_emb > by_hidden,
            "by_hidden above 0": by_hidden > 0,
            "at most a fifth as many parameters as the units": few,
        },
        curves={name: curve(end[1]) for name, end in zip(shown, ends, strict=True)},
        **drawn_as(steps),
        tell=[
            f"{name}: {count:,} parameters, dev {dev:.4f}"
            for name, count, dev in zip(shown, counts, devs, strict=True)
        ],
    )


@experiment("leak")
def leak(student, settings, size):
    """The loss on dev names that train has too, by a network that saw them and by one without."""
    steps = 1000 if size == "graded" else 20_000
    names, order = load_names(), list(range(32_178))
    dealer = random.Random(42)
    dealer.shuffle(order)
    known = {names[i] for i in order[: CUTS[0]]}
    dev = [names[i] for i in order[slice(*CUTS)]]
    twice = {name for name in dev if name in known}
    others = [names[i] for i in order[: CUTS[0]] if names[i] not in twice][: settings["names"]]
    seen, new, rest = (
        student.build_dataset(words)
        for words in (sorted(twice), [name for name in dev if name not in twice], others)
    )
    sizes = sizes_of(10, settings["hidden"])
    run = (sizes, scaled(sizes), falling(steps, 0.2))
    both = (torch.cat([seen[0], rest[0]]), torch.cat([seen[1], rest[1]]))

    (with_them, log), (without, log_without) = (train(student, [run], p)[0] for p in (both, rest))

    on_seen, on_unseen = mean_loss(with_them, seen), mean_loss(without, seen)
    on_new, control = mean_loss(with_them, new), mean_loss(without, new)
    return Measured(
        found={"seen": on_seen, "unseen": on_unseen, "new": on_new},
        others={
            "the loss on the new names without the leak": control,
            "the difference of new names and seen ones": on_new - on_seen,
            "the leak itself, a difference": on_unseen - on_seen,
        },
        goal=on_unseen - on_seen > 0.15,
        curves={"with them": curve(log), "without them": curve(log_without)},
        **drawn_as(steps),
        tell=[
            f"{len(twice)} names that train has as well, {len(others):,} others to train on, each "
            f"example drawn {32 * steps / len(both[1]):.2f} times",
            f"trained with them: these names {on_seen:.4f}, new names {on_new:.4f}",
            f"trained without them: these names {on_unseen:.4f}, new names {control:.4f}",
            f"what having seen them is worth: {on_unseen - on_seen:.4f}",
        ],
    )
