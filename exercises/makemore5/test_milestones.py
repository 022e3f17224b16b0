"""Milestones of makemore 5: no points, run with `-m milestone`, the long ones with `-m full`."""

import random
from pathlib import Path

import torch
from exercises.data import load_names
from torch import Tensor

from grader import long_run, milestone, observe

CONTEXT = 8
FLAT = {"build": "build_flat", "emb": 10, "hidden": 200, "batch": 32, "seed": 42}
SMALL = {"build": "build_hierarchical", "emb": 10, "hidden": 68, "batch": 32, "seed": 42}
LARGE = {"build": "build_hierarchical", "emb": 24, "hidden": 128, "batch": 64, "seed": 42}
FILES = ("Embedding", "Sequential", "build_flat")
LECTURE = "lecture: 200,000 steps of 32: training 1.769, validation 1.993"


def split() -> list[list[str]]:
    """All names in three parts for training, validation and test: 80, 10 and 10 percent."""
    names = load_names()
    random.Random(42).shuffle(names)
    first, second = int(0.8 * len(names)), int(0.9 * len(names))
    return [names[:first], names[first:second], names[second:]]


def examples(names: list[str]) -> tuple[Tensor, Tensor]:
    """X: the letters before each letter, Y: the letter; "." is 0, a is 1, z is 26."""
    X, Y = [], []
    for name in names:
        context = [0] * CONTEXT
        for letter in name + ".":
            number = 0 if letter == "." else ord(letter) - ord("a") + 1
            X.append(context)
            Y.append(number)
            context = [*context[1:], number]
    return torch.tensor(X), torch.tensor(Y)


@observe
def train(m, state, steps, settings, X, Y):
    """`steps` more steps of a training; the state has all that the next ones need."""
    generator = torch.Generator().manual_seed(settings["seed"])
    emb, hidden, total = settings["emb"], settings["hidden"], settings["total"]
    if settings["build"] == "build_flat":
        model = m.build_flat(27, X.shape[1], emb, hidden, generator=generator)
    else:
        sizes = {"n_embd": emb, "n_hidden": hidden}
        model = m.build_hierarchical(27, X.shape[1], **sizes, generator=generator)
    norms, inside = [], list(model.layers)
    for layer in inside:
        inside.extend(getattr(layer, "layers", []))
        if hasattr(layer, "running_mean"):
            norms.append(layer)
    params = model.parameters()
    if state["done"]:
        generator.set_state(state["generator"])
        with torch.no_grad():
            for p, value in zip(params, state["params"]):  # noqa: B905
                p.copy_(value)
        for norm, (mean, var) in zip(norms, state["buffers"]):  # noqa: B905
            norm.running_mean, norm.running_var = mean, var
    for p in params:
        p.requires_grad_()
    model.train(True)
    losses = []
    for step in range(state["done"], state["done"] + steps):
        rows = torch.randint(0, len(X), (settings["batch"],), generator=generator)
        loss = torch.nn.functional.cross_entropy(model(X[rows]), Y[rows])
        for p in params:
            p.grad = None
        loss.backward()
        lr = 0.1 if step < 0.75 * total else 0.01
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
        losses.append(loss.item())
    return {
        "done": state["done"] + steps,
        "params": [p.detach() for p in params],
        "buffers": [[norm.running_mean, norm.running_var] for norm in norms],
        "generator": generator.get_state(),
        "losses": torch.cat([state["losses"], torch.tensor(losses)]),
    }


@observe
def mean_losses(m, state, settings, parts):
    """The mean loss of each part in evaluation, and the number of parameters."""
    generator = torch.Generator().manual_seed(1)
    emb, hidden = settings["emb"], settings["hidden"]
    block = parts[0][0].shape[1]
    if settings["build"] == "build_flat":
        model = m.build_flat(27, block, emb, hidden, generator=generator)
    else:
        sizes = {"n_embd": emb, "n_hidden": hidden}
        model = m.build_hierarchical(27, block, **sizes, generator=generator)
    norms, inside = [], list(model.layers)
    for layer in inside:
        inside.extend(getattr(layer, "layers", []))
        if hasattr(layer, "running_mean"):
            norms.append(layer)
    means = []
    with torch.no_grad():
        for p, value in zip(model.parameters(), state["params"]):  # noqa: B905
            p.copy_(value)
        for norm, (mean, var) in zip(norms, state["buffers"]):  # noqa: B905
            norm.running_mean, norm.running_var = mean, var
        model.train(False)
        for X, Y in parts:
            total = 0.0
            # All at once would take more than a gigabyte.
            for at in range(0, len(X), 8192):
                logits, targets = model(X[at : at + 8192]), Y[at : at + 8192]
                total += torch.nn.functional.cross_entropy(logits, targets, reduction="sum").item()
            means.append(total / len(X))
    return {"means": means, "count": sum(p.numel() for p in model.parameters())}


@observe
def smoothed(m, losses, k):
    """What smooth makes of a tensor of losses; a list of so many numbers is not sent."""
    return m.smooth(losses.tolist(), k)


START = {"done": 0, "losses": torch.empty(0)}


def trained(student, settings: dict, steps: int) -> dict:
    """A training from its start to its end: losses, mean losses and number of parameters."""
    parts = [examples(names) for names in split()[:2]]
    settings = settings | {"total": steps}
    state = student.of("build_flat").run(train, START, steps, settings, *parts[0])
    return state | student.of("build_flat").run(mean_losses, state, settings, parts)


def tell(record_property, settings: dict, got: dict) -> None:
    """What a training came to."""
    training, validation = got["means"]
    steps = f"{got['done']:,} steps of {settings['batch']} examples"
    record_property("tell", f"{settings['build']}, {got['count']:,} parameters, {steps}, names.txt")
    record_property("tell", f"first batch {got['losses'][0]:.4f}, ln 27 is 3.2958")
    record_property("tell", f"yours: training {training:.4f}, validation {validation:.4f}")


@milestone(deadline=60.0)
def test_short_trainings(student, record_property):
    """1,000 steps on names.txt: the hierarchy ends below 2.38, and below the flat network"""
    flat, small = (trained(student, settings, 1000) for settings in (FLAT, SMALL))

    tell(record_property, FLAT, flat)
    tell(record_property, SMALL, small)
    assert (flat["count"], small["count"]) == (22_097, 22_397), "other numbers of parameters"
    assert abs(small["losses"][0] - 3.2958) < 0.15, f"the first loss is {small['losses'][0]:.4f}"
    assert small["means"][1] < 2.38, f"the validation loss is {small['means'][1]:.4f}"
    assert small["means"][1] < flat["means"][1], "the flat network ends lower"


@milestone(deadline=300.0, full=True)
def test_large_network(student, record_property):
    """the network of 76,579 parameters ends below 2.20 after 3,000 steps of 64"""
    got = trained(student, LARGE, 3000)

    tell(record_property, LARGE, got)
    assert got["count"] == 76_579, f"{got['count']:,} parameters, 76,579 are expected"
    assert got["means"][1] < 2.20, f"the validation loss is {got['means'][1]:.4f}"


@milestone(deadline=7200.0, full=True)
def test_the_lectures_run(student, record_property, pytestconfig, capsys):
    """200,000 steps of 32 end at a validation loss of 2.00 or below"""
    # Asked first: what is missing should not be told after ten minutes.
    student.of("smooth")
    steps, chunk = 200_000, 2000
    settings = LARGE | {"batch": 32, "total": steps}
    parts = [examples(names) for names in split()[:2]]
    build = pytestconfig.rootpath / "build"
    X, Y = parts[0]

    def advance(state: dict, count: int) -> dict:
        return student.of("build_flat").run(train, state, count, settings, X, Y)

    def say(text: str) -> None:
        record_property("tell", text)

    # pytest keeps what is written for itself, and a progress bar is for the terminal.
    with capsys.disabled():
        state = long_run(
            advance,
            START,
            steps,
            chunk=chunk,
            path=build / "makemore5-run.pt",
            key=f"{settings} {student.hash_of(*FILES)}",
            say=say,
        )
    got = state | student.of("build_flat").run(mean_losses, state, settings, parts)

    tell(record_property, settings, got)
    record_property("tell", LECTURE)
    training, validation = got["means"]
    keep = f"grader leaderboard --add {validation:.4f} --training {training:.4f}"
    keep += f" --parameters {got['count']} --steps {steps}"
    record_property("tell", f'keep it: {keep} --settings "the lecture\'s"')
    record_property("tell", f"loss curve: {draw(student, state, build / 'makemore5-loss.png')}")
    assert got["means"][1] <= 2.00, f"the validation loss is {got['means'][1]:.4f}"


def draw(student, state: dict, path: Path) -> str:
    """A picture of the losses, 1,000 steps to a point by your `smooth`; says where it is."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return "not drawn, matplotlib is not installed"
    means = student.of("smooth").run(smoothed, state["losses"], 1000)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(1000, state["done"] + 1, 1000), means.tolist(), linewidth=1)
    axes.set(xlabel="step", ylabel="loss, mean of 1,000 batches", title="makemore 5, WaveNet")
    axes.grid(alpha=0.3)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=150)
    return str(path)
