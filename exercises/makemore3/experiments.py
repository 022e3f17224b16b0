"""The experiments of this topic: what `grader run` and the grader measure, with your functions.

The drivers (`observe`) run beside your code and return tensors. The numbers of a report are worked
out here, from those.
"""

from typing import Any

import torch
from exercises.makemore3.names import examples, split
from exercises.makemore3.network import NAMES, forward, zeros
from torch import Tensor
from torch.nn import functional as F

from grader import Measured, Values, experiment, observe

# Enough names for losses that differ, and few enough for a run of a second.
NAMES_USED = {"graded": 8000, "laptop": 40_000}
STEPS = {"graded": 300, "laptop": 3000}
BATCH = 32
EPS = 1e-5


def parts(size: str) -> list[tuple[Tensor, Tensor]]:
    """Examples to train on, and others to measure the loss on (dev)."""
    return [examples(names[: NAMES_USED[size]]) for names in split()[:2]]


def batches(
    X: Tensor, Y: Tensor, steps: int, batch: int, gen: torch.Generator
) -> list[tuple[Tensor, Tensor]]:
    """The examples of each step, drawn at random."""
    rows = torch.randint(len(X), (steps, batch), generator=gen)
    return list(zip(X[rows], Y[rows], strict=True))


def normal(*shape: int, gen: torch.Generator) -> Tensor:
    """Numbers close to normal ones, mean 0, variance 1: the same on every processor.

    A sum of 12 uniform numbers. Those of torch.randn differ in the last digits, which a training
    can turn into the first.
    """
    return torch.randint(2**20, (12, *shape), generator=gen).sum(0) / 2**20 - 6


def mean_loss(logits: Tensor, Y: Tensor) -> Tensor:
    """The mean negative log-likelihood of the letters Y."""
    return F.nll_loss(logits.log_softmax(1), Y)


POINTS = 100


def curve(values: list[float]) -> list[float]:
    """About so many points; each is the mean of equally many steps."""
    each = -(-len(values) // POINTS)
    return torch.tensor(values).unfold(0, each, each).mean(1).tolist()


def axes(steps: int, y: str) -> dict[str, Any]:
    """The names of a curve's axes, and the step that each of its points ends at."""
    each = -(-steps // POINTS)
    mean = "" if each == 1 else f", the mean of {each} steps"
    return {"x": "step", "at": range(each, steps + 1, each), "y": y + mean}


# L1: parameters that start at 0, or all alike

SCALES = {"C": 1.0, "W1": 30**-0.5, "b1": 0.1, "W2": 0.01}
STARTS = {"zeros": 0.0, "equal": 0.1}
RATE = 0.2


@experiment("starts", deadline=20.0)
def starts(student: Any, settings: dict[str, Any], size: str) -> Measured:
    """A network whose parameters start as the settings say, trained by gradient descent."""
    gen = torch.Generator().manual_seed(settings["seed"])
    # In float64 rounding is too small to tell apart units that are copies of each other.
    model = {name: value.double() for name, value in zeros(hidden=100).items()}
    for name, scale in SCALES.items():
        drawn = scale * normal(*model[name].shape, gen=gen)
        start = settings[name.lower()]
        model[name] += drawn if start == "random" else STARTS[start]
    X, Y = parts(size)[0]
    moves, losses = [], []
    for rows, targets in batches(X, Y, STEPS[size], BATCH, gen):
        if len(moves) < 4:
            model32 = {name: value.float() for name, value in model.items()}
            report = student.zero_init_report(model32, rows, targets)
            moves.append([name for name in NAMES if report[name]])
        for value in model.values():
            value.requires_grad_()
        loss = mean_loss(forward(model, rows), targets)
        gradients = torch.autograd.grad(loss, list(model.values()))
        steps = zip(model.items(), gradients, strict=True)
        model = {name: value.detach() - RATE * gradient for (name, value), gradient in steps}
        losses.append(loss.item())
    end = mean_loss(forward(model, X), Y).item()
    units = torch.cat([model["W1"], model["b1"][None], model["W2"].T]).round(decimals=6)
    random = [name for name in SCALES if settings[name.lower()] == "random"]
    return Measured(
        found={
            "loss": end,
            "first": len(moves[0]),
            "fourth": len(moves[3]),
            "units": units.unique(dim=1).shape[1],
        },
        others={"the loss of the last batch": losses[-1], "the loss of the first batch": losses[0]},
        goal={
            "loss below 2.65": end < 2.65,
            "only one of the four drawn at random": len(random) == 1,
        },
        curves={f"random: {' '.join(random) or 'none'}": curve(losses)},
        **axes(len(losses), "loss of the batch"),
        tell=[f"step {k}: {' '.join(names)} move" for k, names in enumerate(moves, 1)],
    )


# L2 and L3: the deep network


def fans(sizes: tuple[int, ...]) -> list[int]:
    """fan_in of each Linear of the deep network."""
    _vocab, block_size, embedding, hidden, layers = sizes
    return [block_size * embedding, *[hidden] * layers]


def start(sizes: tuple[int, ...], scales: list[float], gen: torch.Generator) -> list[Tensor]:
    """C, and the weight of each Linear: normal numbers times its scale."""
    vocab, _block_size, embedding, hidden, _layers = sizes
    shapes = zip(fans(sizes), [hidden] * (len(scales) - 1) + [vocab], strict=True)
    weights = [s * normal(*shape, gen=gen) for s, shape in zip(scales, shapes, strict=True)]
    return [normal(vocab, embedding, gen=gen), *weights]


@observe
def train_deep(m, sizes, batchnorm, start, rate, batches, kept, X, generator):
    """The deep network after a step for each batch, and what it was like on the way.

    start    C, and the weight of each Linear, before the first step
    kept     so many of the last steps are returned, as weights and their gradients
    X        the contexts to return logits for, in evaluation
    """
    C, layers = m.build_deep_mlp(*sizes, batchnorm=batchnorm, generator=generator)
    every = 3 if batchnorm else 2
    linear, tanh = layers[::every], layers[every - 1 :: every]
    norms = layers[1::3] if batchnorm else []
    params = [C]
    for layer in layers:
        params += layer.parameters()
    for tensor, value in zip([C, *[layer.weight for layer in linear]], start):  # noqa: B905
        tensor.detach().copy_(value)
    for p in params:
        p.requires_grad_()
    outs, losses, weights, gradients = [], [], [], []
    for rows, targets in batches:
        x = C[rows].flatten(1)
        for layer in layers:
            x = layer(x)
        loss = torch.nn.functional.cross_entropy(x, targets)
        for p in params:
            p.grad = None
        loss.backward()
        outs += [layer.out.detach() for layer in tanh]
        weights.append([layer.weight.detach().clone() for layer in linear])
        gradients.append([layer.weight.grad for layer in linear])
        # Outputs of the first step alone: what the network starts with.
        del outs[sizes[-1] :], weights[:-kept], gradients[:-kept]
        with torch.no_grad():
            for p in params:
                p -= rate * p.grad
        losses.append(loss.item())
    m.set_training(layers, False)
    with torch.no_grad():
        x = C[X].flatten(1)
        for layer in layers:
            x = layer(x)
    names = ["gamma", "beta", "running_mean", "running_var"]
    return {
        "C": C.detach(),
        "linear": [layer.weight.detach() for layer in linear],
        "norms": [[getattr(n, name).detach().reshape(-1) for name in names] for n in norms],
        "logits": x,
        "outs": outs,
        "losses": losses,
        "weights": weights,
        "gradients": gradients,
    }


@experiment("folding", deadline=20.0)
def folding(student: Any, settings: dict[str, Any], size: str) -> Measured:
    """The deep network, trained, then each batch normalisation folded into its linear layer."""
    gen = torch.Generator().manual_seed(settings["seed"])
    (X, Y), (dev, dev_y) = parts(size)
    sizes = (27, 3, settings["embedding"], settings["hidden"], settings["layers"])
    first = start(sizes, [fan**-0.5 for fan in fans(sizes)], gen)
    taken = batches(X, Y, STEPS[size], BATCH, gen)
    got = student.of("build_deep_mlp").run(train_deep, sizes, True, first, RATE, taken, 1, dev, gen)
    C, linear, norms = got["C"], got["linear"], got["norms"]
    seen = {"running": None, "last batch": taken[-1][0], "all examples": X}[settings["statistics"]]
    data = None if seen is None else C[seen].flatten(1)
    x = C[dev].flatten(1)
    for W, (gamma, beta, mean, var) in zip(linear, norms, strict=True):
        if data is not None:
            pre = data @ W
            mean, var = pre.mean(0), pre.var(0)
            data = torch.tanh(F.batch_norm(pre, mean, var, gamma, beta, eps=EPS))
        W2, b2 = student.fold_batchnorm(W, None, gamma, beta, mean, var)
        logits = x @ W2 + b2
        x = torch.tanh(logits)
    after = sum(W.numel() for W in linear)
    # In evaluation each unit is divided by its root and multiplied by its gamma.
    before = after + 2 * sum(W.shape[1] for W in linear)
    largest = (logits - got["logits"]).abs().max().item()
    saved = 100 * (before - after) / before
    loss, unfolded = (mean_loss(z, dev_y).item() for z in (logits, got["logits"]))
    return Measured(
        found={"dev": loss, "largest": largest, "saved": saved},
        others={
            # They are one and the same where what is folded are the running values.
            **({} if seen is None else {"the loss of the network that is not folded": unfolded}),
            "the loss of the last batch": got["losses"][-1],
            "what is saved, in percent of what is left": 100 * (before - after) / after,
        },
        goal={
            "saved at least 14": saved >= 14,
            "largest below 0.00001": largest < 1e-5,
            "dev below 2.72": loss < 2.72,
        },
        curves={f"hidden {settings['hidden']}, layers {settings['layers']}": curve(got["losses"])},
        **axes(len(got["losses"]), "loss of the batch"),
        tell=[
            f"multiplications for one example: {before:,}, folded {after:,}",
            f"loss on dev: {unfolded:.4f}, folded {loss:.4f}",
        ],
    )


@observe
def ratios(m, weights, gradients, rate):
    """update_ratio of the weights at each of some steps."""
    found = []
    for values, slopes in zip(weights, gradients):  # noqa: B905
        for p, gradient in zip(values, slopes):  # noqa: B905
            p.requires_grad_()
            p.grad = gradient
        found.append(m.update_ratio(values, rate))
    return found


def repeatable(settings: dict[str, Any]) -> str:
    """Nothing, or why two computers would not find the same numbers."""
    norm, divided = settings["batchnorm"] == "with", settings["weights"] == "divided"
    highest = 7.0 if norm and not divided else 3.0 if norm else 0.3
    if settings["rate"] > highest:
        return (
            f"above a rate of {highest:g} this network ends elsewhere on every computer; "
            "take a smaller one"
        )
    if not norm and not divided and settings["steps"] > 3:
        return (
            "without batch normalisation and not divided, ten steps make the last digits of your "
            "processor the first ones of the loss; take 3 steps or fewer"
        )
    return ""


@experiment("undivided", deadline=20.0, fits=repeatable)
def undivided(student: Any, settings: dict[str, Any], size: str) -> Measured:
    """One of five tanh layers, whose weights are divided by the root of fan_in or not."""
    gen = torch.Generator().manual_seed(settings["seed"])
    X, Y = parts(size)[0]
    norm, divided = settings["batchnorm"] == "with", settings["weights"] == "divided"
    sizes, rate = (27, 3, 10, 100, 5), settings["rate"]
    # Without batch normalisation the gain of tanh keeps the layers alive.
    divided_by = [fan**0.5 if divided else 1.0 for fan in fans(sizes)]
    gains = [1.0 if norm or not divided else 5 / 3] * 5 + [1.0 if norm else 0.1]
    scales = [gain / root for gain, root in zip(gains, divided_by, strict=True)]
    first = start(sizes, scales, gen)
    steps = settings["steps"] * (10 if size == "laptop" and norm else 1)
    taken = batches(X, Y, steps, BATCH, gen)
    got = student.of("build_deep_mlp").run(
        train_deep, sizes, norm, first, rate, taken, 10, X[:1], gen
    )
    stats = student.activation_stats([Values(out=out) for out in got["outs"]])
    each_step = student.of("activation_stats").run(ratios, got["weights"], got["gradients"], rate)
    updates = torch.tensor(each_step, dtype=torch.float64).mean(0).tolist()
    k = settings["layer"] - 1
    ends = torch.tensor(got["losses"][-100:])
    return Measured(
        found={
            "std": float(stats[k]["std"]),
            "saturated": float(stats[k]["saturated"]),
            "update": updates[k],
            "loss": ends.mean().item(),
        },
        others={
            f"the {name} of layer {i}": float(one[name])
            for i, one in enumerate(stats, 1)
            for name in ("std", "saturated")
            if i != settings["layer"]
        },
        goal={
            "loss below 2.6": ends.mean().item() < 2.6,
            "batch normalisation": norm,
            "weights that are not divided": not divided,
        },
        curves={
            "std": [float(one["std"]) for one in stats],
            "share that is saturated": [float(one["saturated"]) / 100 for one in stats],
        },
        x="tanh layer",
        y="outputs at the first step",
        tell=[
            f"layer {i}: std {float(s['std']):.2f}, {float(s['saturated']):.0f}% saturated, "
            f"update {u:.2f}"
            for i, (s, u) in enumerate(zip(stats, updates, strict=False), 1)
        ],
    )


# L4: running statistics


@observe
def train_running(m, C, W1, W2, b2, momentum, rate, batches):
    """A network with one BatchNorm1d after a step for each batch; its running variance at each."""
    norm = m.BatchNorm1d(W1.shape[1], momentum=momentum)
    params = [C, W1, W2, b2, *norm.parameters()]
    for p in params:
        p.requires_grad_()
    losses, variances = [], []
    for rows, targets in batches:
        h = torch.tanh(norm(C[rows].flatten(1) @ W1))
        loss = torch.nn.functional.cross_entropy(h @ W2 + b2, targets)
        for p in params:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= rate * p.grad
        losses.append(loss.item())
        variances.append(norm.running_var.mean().item())
    found = {"C": C, "W1": W1, "W2": W2, "b2": b2, "gamma": norm.gamma, "beta": norm.beta}
    found |= {"mean": norm.running_mean.reshape(-1), "var": norm.running_var.reshape(-1)}
    return {name: value.detach() for name, value in found.items()}, losses, variances


@experiment("momentum", deadline=20.0)
def momentum(student: Any, settings: dict[str, Any], size: str) -> Measured:
    """The running variance after some steps, beside that of all examples."""
    gen = torch.Generator().manual_seed(settings["seed"])
    (X, Y), (dev, dev_y) = parts(size)
    C = normal(27, 10, gen=gen)
    W1 = normal(30, 100, gen=gen) * 5 / 3 / 30**0.5
    W2 = normal(100, 27, gen=gen) * 0.01
    taken = batches(X, Y, settings["steps"], settings["batch"], gen)
    f, losses, variances = student.of("BatchNorm1d").run(
        train_running, C, W1, W2, torch.zeros(27), settings["momentum"], 0.1, taken
    )
    f = Values(**f)
    pre = f.C[X].flatten(1) @ f.W1
    mean, var = pre.mean(0), pre.var(0)
    off = 100 * (f.var / var - 1)

    def loss(mean: Tensor, var: Tensor) -> float:
        x = f.C[dev].flatten(1) @ f.W1
        h = torch.tanh(F.batch_norm(x, mean, var, f.gamma, f.beta, eps=EPS))
        return mean_loss(h @ f.W2 + f.b2, dev_y).item()

    right = loss(mean, var)
    found = {"off": off.abs().mean().item(), "ratio": (f.var / var).mean().item()}
    return Measured(
        found=found | {"dev": loss(f.mean, f.var)},
        others={
            "the loss with the statistics of all examples": right,
            "the loss of the last batch": losses[-1],
            "the ratio of the standard deviations": (f.var / var).sqrt().mean().item(),
            "the mean of what is off, with its sign": off.mean().item(),
        },
        goal={
            "off below 5": found["off"] < 5,
            "at most 300 steps": settings["steps"] <= 300,
            "batches of 8": settings["batch"] == 8,
        },
        curves={
            f"running, momentum {settings['momentum']:g}": curve(variances),
            "all examples, at the end": [var.mean().item()] * len(curve(variances)),
        },
        **axes(len(losses), "variance, mean of the units"),
        tell=[
            f"variance, mean of the units: {f.var.mean():.3f}, of all examples {var.mean():.3f}",
            f"loss on dev with the variance of all examples: {right:.4f}",
        ],
    )
