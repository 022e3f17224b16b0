"""Milestones of makemore 3: no points, run with `-m milestone`, the long one with `-m full`."""

from pathlib import Path

import torch
from exercises.makemore3.names import examples, split

from grader import Values, milestone, observe

LECTURE = "lecture: 200,000 steps: training 2.0668, validation 2.1048"
GAINS = (0.5, 1.0, 5 / 3, 3.0)


@observe
def outputs(m, gain, X, generator):
    """The outputs of the layers of the plain deep network, each with its kind."""
    C, layers = m.build_deep_mlp(27, 3, 10, 100, batchnorm=False, gain=gain, generator=generator)
    x = C[X].flatten(1)
    for layer in layers:
        x = layer(x)
    return [(type(layer).__name__, layer.out.detach()) for layer in layers]


@observe
def train(m, parts, hidden, rates, generator):
    """Train C, Linear, BatchNorm1d, Tanh, Linear; losses, and the mean loss of each part."""
    C = torch.randn(27, 10, generator=generator)
    first = m.Linear(30, hidden, bias=False, generator=generator)
    norm = m.BatchNorm1d(hidden)
    last = m.Linear(hidden, 27, generator=generator)
    last.weight.detach().mul_(0.1)
    layers = [first, norm, m.Tanh(), last]
    params = [C]
    for layer in layers:
        params += layer.parameters()
    for p in params:
        p.requires_grad_()

    def loss_of(X, Y):
        x = C[X].flatten(1)
        for layer in layers:
            x = layer(x)
        return torch.nn.functional.cross_entropy(x, Y)

    X, Y = parts[0]
    losses = []
    for lr in rates:
        rows = torch.randint(0, X.shape[0], (32,), generator=generator)
        loss = loss_of(X[rows], Y[rows])
        for p in params:
            p.grad = None
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
        losses.append(loss.item())
    norm.training = False
    with torch.no_grad():
        means = [loss_of(*part).item() for part in parts]
    return {"losses": losses, "means": means, "sizes": [p.numel() for p in params]}


def rates(steps: int) -> list[float]:
    """0.1, and 0.01 for the last quarter of the steps."""
    return [0.1] * (steps * 3 // 4) + [0.01] * (steps - steps * 3 // 4)


@milestone()
def test_gains(student, record_property):
    """five tanh layers at the start: which gain keeps them alive"""
    X = torch.randint(27, (1000, 3), generator=torch.Generator().manual_seed(3))
    last = {}
    for gain in GAINS:
        generator = torch.Generator().manual_seed(42)
        layers = student.of("build_deep_mlp").run(outputs, gain, X, generator)
        outs = [out for kind, out in layers if kind == "Tanh"]
        stats = student.activation_stats([Values(out=out) for out in outs])
        stds = " ".join(f"{float(s['std']):.3f}" for s in stats)
        saturated = float(stats[-1]["saturated"])
        record_property(
            "tell", f"gain {gain:.2f}: std {stds}, last layer {saturated:.1f}% saturated"
        )
        last[gain] = float(stats[-1]["std"])
    assert last[0.5] < 0.1 < last[1.0] < 0.45 < last[5 / 3] < 0.75 < last[3.0]


@milestone(deadline=60.0)
def test_short_training(student, record_property):
    """2,000 steps on names.txt end below a validation loss of 2.38"""
    parts = [examples(names) for names in split()[:2]]
    generator = torch.Generator().manual_seed(42)

    got = student.of("BatchNorm1d").run(train, parts, 200, rates(2000), generator)

    tell(record_property, got, 2000)
    count = sum(got["sizes"])
    assert count == 12_097, f"{count:,} parameters, 12,097 are expected"
    assert abs(got["losses"][0] - 3.2958) < 0.15, f"the first loss is {got['losses'][0]:.4f}"
    assert got["means"][1] < 2.38, f"the validation loss is {got['means'][1]:.4f}"


@milestone(deadline=300.0, full=True)
def test_long_training(student, record_property, pytestconfig):
    """20,000 steps on names.txt end below a validation loss of 2.22"""
    parts = [examples(names) for names in split()[:2]]
    generator = torch.Generator().manual_seed(42)

    got = student.of("BatchNorm1d").run(train, parts, 200, rates(20_000), generator)

    tell(record_property, got, 20_000)
    record_property("tell", LECTURE)
    curve = draw(got["losses"], pytestconfig.rootpath / "build" / "makemore3-loss.png")
    record_property("tell", f"loss curve: {curve}")
    assert got["means"][1] < 2.22, f"the validation loss is {got['means'][1]:.4f}"


def tell(record_property, got: dict, steps: int) -> None:
    """What a training came to."""
    training, validation = got["means"]
    record_property("tell", f"200 hidden units, {steps:,} steps of 32 examples, names.txt")
    record_property("tell", f"first batch {got['losses'][0]:.4f}, ln 27 is 3.2958")
    record_property("tell", f"yours: training {training:.4f}, validation {validation:.4f}")


def draw(losses: list[float], path: Path) -> str:
    """A picture of the losses, each point the mean of 100 batches; says where it is."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return "not drawn, matplotlib is not installed"
    means = torch.tensor(losses).view(-1, 100).mean(1)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(100, len(losses) + 1, 100), means.tolist(), linewidth=1)
    axes.set(xlabel="step", ylabel="loss, mean of 100 batches", title="makemore 3, batch norm")
    axes.grid(alpha=0.3)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=150)
    return str(path)
