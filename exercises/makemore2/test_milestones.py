"""Milestones of makemore 2: no points, run with `-m milestone`, the long ones with `-m full`."""

import math
from pathlib import Path

import torch
from exercises.data import load_names

from grader import long_run, milestone, observe

SIZES = (27, 3, 10, 200)
SEED = 42
STEPS = 200_000
# A chunk has to end within the deadline of a call.
CHUNK = 2000
LECTURE = "lecture: 200,000 steps: train 2.1260, dev 2.1701"
TASKS = ("split_dataset", "MLP", "train", "evaluate")


@observe
def advance(m, state, fresh, sizes, parts, steps, total):
    """Some more steps of a training of `total` steps; a fresh state has no parameters yet."""
    from exercises.makemore2.model import MLP, init_scaled

    torch.set_num_threads(1)
    generator = torch.Generator()
    generator.set_state(state["generator"])
    model = MLP(*sizes, generator=generator)
    if fresh:
        init_scaled(model)
    else:
        generator.set_state(state["generator"])
        with torch.no_grad():
            for p, value in zip(model.parameters(), state["params"]):  # noqa: B905
                p.copy_(value)
    done = state["done"]
    options = {"schedule": lambda step: m.step_decay(done + step, total), "generator": generator}
    log = m.train(model, parts, steps, **options)
    return {
        "params": [p.detach() for p in model.parameters()],
        "generator": generator.get_state(),
        "done": done + steps,
        "log": [float(loss) for loss in log],
    }


@observe
def judged(m, params, sizes, parts):
    """The mean loss of each part, and ten names, from these parameters."""
    from exercises.makemore2.model import MLP

    generator = torch.Generator().manual_seed(2147483647 + 10)
    model = MLP(*sizes, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        for p, value in zip(model.parameters(), params):  # noqa: B905
            p.copy_(value)
    losses = [float(m.evaluate(model, *part)) for part in parts]
    return {"losses": losses, "names": list(m.sample(model, 10, generator=generator))}


def new() -> dict:
    """The state before the first step."""
    return {"generator": torch.Generator().manual_seed(SEED).get_state(), "done": 0, "params": []}


def parts_of(student) -> list:
    """Train, dev and test part, split by the learner's own function."""
    parts = student.split_dataset(load_names(), 3)
    sizes = [len(Y) for _X, Y in parts]
    assert sizes == [183_430, 22_953, 22_818], f"the parts have {sizes} examples"
    return parts


def tell(record_property, student, parts: list, state: dict, log: list[float]) -> float:
    """Print what a training came to; the loss of the dev part."""
    got = student.of("evaluate").run(judged, state["params"], SIZES, parts[:2])
    train, dev = got["losses"]
    count = sum(p.numel() for p in state["params"])
    record_property("tell", f"{count:,} parameters, {len(log):,} steps of 32 examples, names.txt")
    record_property("tell", f"first batch {log[0]:.4f}, ln 27 is {math.log(27):.4f}")
    record_property("tell", f"yours: train {train:.4f}, dev {dev:.4f}")
    record_property("tell", f"drawn: {' '.join(got['names'])}")
    return dev


def expect_below(dev: float, limit: float) -> None:
    """The loss of the dev part is low enough."""
    assert dev < limit, f"the dev loss is {dev:.4f}, not below {limit:.2f}"


@milestone(deadline=120.0)
def test_short_training(student, record_property):
    """5,000 steps from a scaled start end below a dev loss of 2.30"""
    parts = parts_of(student)
    start = student.of("train").run(advance, new(), True, SIZES, parts, 0, 1)
    first = student.of("evaluate").run(judged, start["params"], SIZES, parts[1:2])["losses"][0]
    record_property("tell", f"scaled start: dev {first:.4f}")
    assert abs(first - math.log(27)) < 0.05, f"the first dev loss is {first:.4f}"

    state = student.of("train").run(advance, new(), True, SIZES, parts, 5000, 5000)

    expect_below(tell(record_property, student, parts, state, state["log"]), 2.30)


@milestone(deadline=300.0, full=True)
def test_longer_training(student, record_property):
    """20,000 steps from a scaled start end below a dev loss of 2.20"""
    parts = parts_of(student)

    state = student.of("train").run(advance, new(), True, SIZES, parts, 20_000, 20_000)

    expect_below(tell(record_property, student, parts, state, state["log"]), 2.20)


@milestone(deadline=3600.0, full=True)
def test_lecture(student, record_property, pytestconfig, capsys):
    """200,000 steps end at a dev loss of 2.17 or below, as the lecture's"""
    parts = parts_of(student)
    build = pytestconfig.rootpath / "build"

    def more(state: dict, steps: int) -> dict:
        # The losses so far stay here: they are too many to be handed over.
        given = {name: value for name, value in state.items() if name != "log"}
        fresh = state["done"] == 0
        after = student.of("train").run(advance, given, fresh, SIZES, parts, steps, STEPS)
        return after | {"log": [*state.get("log", []), *after["log"]]}

    with capsys.disabled():
        path, key = build / "makemore2-run.pt", f"{SIZES} seed {SEED} {student.hash_of(*TASKS)}"
        state = long_run(more, new(), STEPS, chunk=CHUNK, path=path, key=key)

    dev = tell(record_property, student, parts, state, state["log"])
    record_property("tell", LECTURE)
    record_property("tell", f"loss curve: {draw(state['log'], build / 'makemore2-loss.png')}")
    expect_below(dev, 2.175)


def draw(losses: list[float], path: Path) -> str:
    """A picture of the losses, each point the mean of 1,000 batches; says where it is."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return "not drawn, matplotlib is not installed"
    means = torch.tensor(losses).view(-1, 1000).mean(1)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(1000, len(losses) + 1, 1000), means.tolist(), linewidth=1)
    axes.set(xlabel="step", ylabel="loss, mean of 1,000 batches", title="makemore 2, MLP")
    axes.grid(alpha=0.3)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=150)
    return str(path)
