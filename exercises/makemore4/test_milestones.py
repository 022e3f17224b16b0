"""Milestones of makemore 4: no points, run with `-m milestone`, the long one with `-m full`."""

from pathlib import Path

import torch
from exercises.data import load_names
from exercises.makemore4.cases import NODES
from exercises.makemore4.forward import forward, init_params
from exercises.makemore4.training_cases import autograd_training, train
from torch import Tensor
from torch.nn import functional as F

from grader import Values, expect_close, milestone, observe

CONTEXT = 3
LECTURE = "lecture: 200 hidden units, 200,000 steps: training 2.0705, validation 2.1099"


@observe
def constant(step):
    """0.1 at every step."""
    return 0.1


@observe
def falling(step):
    """0.2 for 15,000 steps, then 0.02."""
    return (0.2, 0.02)[step // 15_000]


def split() -> list[list[str]]:
    """Names for training, and every tenth name for validation."""
    training, validation = load_names(), load_names()[::10]
    del training[::10]
    return [training, validation]


def examples(names: list[str]) -> tuple[Tensor, Tensor]:
    """X: the three letters before each letter, Y: the letter; "." is 0, a is 1, z is 26.

    They are sorted by place: first all that predict a first letter, then all second ones.
    """
    longest = max(map(len, names))
    # The character before "a" stands for ".".
    rows = ["`" * CONTEXT + name.ljust(longest + 1, "`") for name in names]
    letters = torch.tensor([list(row.encode()) for row in rows]) - ord("`")
    windows = letters.unfold(1, CONTEXT + 1, 1).transpose(0, 1)
    places = torch.arange(longest + 1)[:, None]
    found = windows[places <= torch.tensor([len(name) for name in names])]
    return found[:, :CONTEXT], found[:, CONTEXT]


@milestone()
def test_chain(student, record_property):
    """the 26 gradients of one batch, each found from the ones before it"""
    generator = torch.Generator().manual_seed(4)
    params = init_params(generator=generator)
    X, Y = examples(split()[0])
    rows = torch.randint(0, len(X), (32,), generator=generator)
    values = forward({k: p.requires_grad_() for k, p in params.items()}, X[rows], Y[rows])
    nodes = [getattr(values, name) for name in NODES]
    right = dict(zip(NODES, torch.autograd.grad(values.loss, nodes), strict=True))
    f = Values(**{k: v.detach() for k, v in vars(values).items()})
    g = Values()

    close = 0
    try:
        for name, expected in right.items():
            got = getattr(student, f"d{name}")(f, g)
            line, is_close = compared(name, got, expected, right)
            record_property("tell", line)
            close += is_close
            setattr(g, name, got)
    finally:
        record_property("tell", f"{close} of 26 are right in this chain")
    assert close == len(NODES), "look at the first that is not"


def compared(name: str, got: Tensor, expected: Tensor, right: dict[str, Tensor]) -> tuple:
    """The line that `cmp` prints in the lecture, and whether the gradient is right."""
    if not isinstance(got, Tensor):
        return f"{name:15} | no tensor", False
    try:
        got = got.broadcast_to(expected.shape)
    except RuntimeError:
        shapes = f"{tuple(got.shape)}, expected {tuple(expected.shape)}"
        return f"{name:15} | shape {shapes}", False
    # These two are 0 up to rounding; what counts is the size of what they sum.
    terms = right[{"logit_maxes": "norm_logits", "b1": "hprebn"}.get(name, name)]
    worst = float((got - expected).abs().max())
    close = worst <= 1e-5 * float(terms.abs().max())
    exact = str(bool((got == expected).all()))
    return f"{name:15} | exact: {exact:5} | approximate: {close!s:5} | maxdiff: {worst:.3g}", close


@milestone(deadline=60.0)
def test_as_autograd(student, record_property):
    """1,000 steps by hand on names.txt equal 1,000 steps by autograd"""
    data = examples(split()[0])
    params = init_params(generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    generator = torch.Generator().manual_seed(5)

    got = student.of("train_manual").run(train, params, data, 1000, constant, generator)

    losses, right = autograd_training(params, data, 1000, constant, generator)
    differences = {k: (got["params"][k] - right[k]).abs().max() for k in right}
    largest = max(differences, key=differences.get)
    mean = sum(losses[-100:]) / 100
    record_property("tell", f"loss: first batch {losses[0]:.4f}, mean of the last 100 {mean:.4f}")
    record_property("tell", f"largest difference {differences[largest]:.2g}, in {largest}")
    for name, difference in differences.items():
        none = torch.zeros((), dtype=torch.float64)
        expect_close(difference, none, scale=1.0, rtol=1e-8, name=f"the difference in {name}")


@milestone(deadline=300.0, full=True)
def test_network(student, record_property, pytestconfig):
    """a network trained for 20,000 steps by hand has a validation loss below 2.25"""
    parts = [examples(names) for names in split()]
    params = init_params(generator=torch.Generator().manual_seed(4))
    generator = torch.Generator().manual_seed(5)

    got = student.of("train_manual").run(train, params, parts[0], 20_000, falling, generator)

    training, validation = (mean_loss(got["params"], parts[0][0], *part) for part in parts)
    record_property("tell", "64 hidden units, 20,000 steps of 32 examples, names.txt")
    record_property("tell", f"yours: training {training:.4f}, validation {validation:.4f}")
    record_property("tell", LECTURE)
    curve = draw(got["losses"], pytestconfig.rootpath / "build" / "makemore4-loss.png")
    record_property("tell", f"loss curve: {curve}")
    assert validation < 2.25, f"the validation loss is {validation:.4f}"


@torch.no_grad()
def mean_loss(params: dict[str, Tensor], train_X: Tensor, X: Tensor, Y: Tensor) -> float:
    """The loss over all of X and Y, with mean and variance of the training examples."""
    before = params["C"][train_X].flatten(1) @ params["W1"] + params["b1"]
    var, mean = torch.var_mean(before, dim=0, keepdim=True)
    hprebn = params["C"][X].flatten(1) @ params["W1"] + params["b1"]
    bnraw = (hprebn - mean) * (var + 1e-5) ** -0.5
    h = torch.tanh(params["bngain"] * bnraw + params["bnbias"])
    return F.cross_entropy(h @ params["W2"] + params["b2"], Y).item()


def draw(losses: list[float], path: Path) -> str:
    """A picture of the losses, each point the mean of 100 batches; says where it is."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return "not drawn, matplotlib is not installed"
    means = torch.tensor([float(loss) for loss in losses]).view(-1, 100).mean(1)
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(100, len(losses) + 1, 100), means.tolist(), linewidth=1)
    axes.set(xlabel="step", ylabel="loss, mean of 100 batches", title="makemore 4, by hand")
    axes.grid(alpha=0.3)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=150)
    return str(path)
