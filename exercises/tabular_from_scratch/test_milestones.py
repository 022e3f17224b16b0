"""Milestones of the tabular topic: no points, run with `-m milestone`, the last with `-m full`."""

import torch
from exercises.tabular_from_scratch.passengers import NAMES, read_table
from torch import Tensor

from grader import milestone, observe

SEED = 442
# In validation rows of 178: what the notebook reaches, 0.7865 and 0.8258.
LINEAR, SQUASHED = 140, 147
ROOM = 2


def rows_of(student) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """X and y of the training rows, X and y of the validation rows, as in the notebook.

    As there, gaps are filled and columns scaled before the rows are split.
    """
    table, _modes = student.fill_mode(read_table())
    table["LogFare"] = student.log1p_column(table["Fare"])
    table = student.one_hot_columns(table, ["Sex", "Pclass", "Embarked"])
    X, _maxes = student.max_normalise(student.to_matrix(table, NAMES))
    y = torch.tensor(table["Survived"], dtype=torch.float32)
    # The notebook's own rows: seed 42, the first 178 are for validation.
    order = torch.randperm(891, generator=torch.Generator().manual_seed(42))
    valid, train = order[:178], order[178:]
    return X[train], y[train], X[valid], y[valid]


@observe
def linear(params, X):
    """Your calc_preds_linear."""
    topic = "exercises.tabular_from_scratch"
    return __import__(f"{topic}.linear", fromlist=["linear"]).calc_preds_linear(params[0], X)


@observe
def squashed(params, X):
    """Your calc_preds_linear and a sigmoid."""
    topic = "exercises.tabular_from_scratch"
    own = __import__(f"{topic}.linear", fromlist=["linear"])
    return torch.sigmoid(own.calc_preds_linear(params[0], X))


@observe
def two_layer(params, X):
    """Your preds_two_layer."""
    topic = "exercises.tabular_from_scratch"
    return __import__(f"{topic}.nets", fromlist=["nets"]).preds_two_layer(params, X)


@observe
def deep(params, X):
    """Your preds_deep; layers and constants take turns."""
    topic = "exercises.tabular_from_scratch"
    own = __import__(f"{topic}.nets", fromlist=["nets"])
    return own.preds_deep((params[::2], params[1::2]), X)


@observe
def trained(m, preds_fn, start, rows, column, lr, epochs):
    """The losses of your train, and the predictions for the validation rows after it."""
    params = [p.data.requires_grad_() for p in start]
    X, y, valid, _y = rows
    losses = m.train(preds_fn, params, X, y[:, None] if column else y, lr, epochs)
    with torch.no_grad():
        preds = preds_fn(params, valid).flatten()
    return {"losses": [float(loss) for loss in losses], "preds": preds}


def run(student, tell, preds_fn, start, rows, lr, epochs) -> tuple[int, float]:
    """(validation rows that are right, the last training loss)."""
    column = preds_fn in (two_layer, deep)
    run_of = student.of("accuracy").run
    got = run_of(trained, preds_fn, start, rows, column, lr, epochs)
    right = round(178 * float(student.accuracy(got["preds"], rows[3])))
    name = preds_fn.__name__.replace("_", "-")
    first, last = got["losses"][0], got["losses"][-1]
    tell(
        f"{name + ',':10} rate {lr:g}, {epochs} epochs: training loss {first:.3f} -> "
        f"{last:.3f}, validation accuracy {right / 178:.4f} ({right} of 178)"
    )
    return right, last


@milestone(deadline=60.0)
def test_titanic(student, record_property):
    """0.7865 of the validation passengers by a linear model, 0.8258 by the other three"""

    def tell(text):
        record_property("tell", text)

    rows = rows_of(student)
    parts = student.random_split(891, generator=torch.Generator().manual_seed(42))
    dead = int((rows[3] == 0).sum())
    tell(f"{dead} of 178 died: who predicts that for all is right with {dead / 178:.4f}")
    coeffs = [torch.rand(12, generator=torch.Generator().manual_seed(SEED)) - 0.5]
    two = list(student.init_two_layer(12, generator=torch.Generator().manual_seed(SEED)))
    made = student.init_deep([12, 10, 10, 1], generator=torch.Generator().manual_seed(SEED))
    many = [p for layer_and_const in zip(*made, strict=True) for p in layer_and_const]
    found = {
        "linear": run(student, tell, linear, coeffs, rows, 0.2, 18),
        "squashed": run(student, tell, squashed, coeffs, rows, 100.0, 30),
        "two_layer": run(student, tell, two_layer, two, rows, 20.0, 30),
        "deep": run(student, tell, deep, many, rows, 4.0, 30),
    }
    tell("the notebook: 0.7865, then 0.8258 three times; losses 0.289, 0.194, 0.192, 0.195")

    assert [len(part) for part in parts] == [713, 178], "random_split gives other sizes"
    wanted = {"linear": (LINEAR, 0.289), "squashed": (SQUASHED, 0.194)}
    wanted |= {"two_layer": (SQUASHED, 0.192), "deep": (SQUASHED, 0.195)}
    for name, (right, loss) in wanted.items():
        assert abs(found[name][0] - right) <= ROOM, f"{name}: {found[name][0]} of 178, not {right}"
        assert abs(found[name][1] - loss) < 0.002, f"{name}: loss {found[name][1]:.4f}, not {loss}"


@milestone(deadline=120.0, full=True)
def test_other_rows(student, record_property):
    """with ten other splits, sigmoid and two layers beat the linear model on average"""
    rows = rows_of(student)
    X, y = torch.cat([rows[0], rows[2]]), torch.cat([rows[1], rows[3]])
    means = {}
    for preds_fn, lr, epochs in ((linear, 0.2, 18), (squashed, 100.0, 30), (two_layer, 20.0, 30)):
        shares = []
        for seed in range(10):
            g = torch.Generator().manual_seed(seed)
            order = torch.randperm(891, generator=g)
            valid, train = order[:178], order[178:]
            start = [torch.rand(12, generator=g) - 0.5]
            if preds_fn is two_layer:
                start = list(student.init_two_layer(12, generator=g))
            split = (X[train], y[train], X[valid], y[valid])
            right, _loss = run(student, lambda _text: None, preds_fn, start, split, lr, epochs)
            shares.append(right / 178)
        means[preds_fn.__name__] = sum(shares) / 10
        spread = f"{min(shares):.4f} to {max(shares):.4f}"
        record_property(
            "tell", f"{preds_fn.__name__}: mean {means[preds_fn.__name__]:.4f}, from {spread}"
        )
    record_property("tell", "one row of 178 is 0.0056: single splits scatter by several rows")
    assert min(means["squashed"], means["two_layer"]) > means["linear"] - 0.005
