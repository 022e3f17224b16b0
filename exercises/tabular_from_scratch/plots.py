"""Given: the pictures of `grader plot tabular_from_scratch`, from the table of the Titanic."""

import torch
from exercises.tabular_from_scratch.passengers import NAMES, read_table

from grader import plot

EPOCHS = 60
BLUE, ORANGE = "#4878a8", "#c8702c"


@plot("log1p_column")
def fares(student, figure):
    """Fares before and after the logarithm: the long tail comes closer."""
    raw = [fare for fare in read_table()["Fare"] if fare is not None]
    figure.suptitle("fares of 891 passengers, before and after your log1p_column")
    before, after = figure.subplots(1, 2)
    before.hist(raw, bins=40, color=BLUE, edgecolor="white")
    before.set(title="Fare: a few are far away", xlabel="pounds", ylabel="passengers")
    after.hist(student.log1p_column(raw), bins=40, color=BLUE, edgecolor="white")
    after.set(title="LogFare: all are near each other", xlabel="log(fare + 1)")
    for axes in (before, after):
        axes.grid(axis="y", alpha=0.3)


def matrix(student):
    """The 12 columns of the models, each divided by its largest entry, and who survived."""
    table, _modes = student.fill_mode(read_table())
    table["LogFare"] = student.log1p_column(table["Fare"])
    table = student.one_hot_columns(table, ["Sex", "Pclass", "Embarked"])
    X, _maxes = student.max_normalise(student.to_matrix(table, NAMES))
    return X, torch.tensor(table["Survived"], dtype=torch.float32)


@plot(
    *("fill_mode", "log1p_column", "one_hot_columns", "to_matrix", "max_normalise"),
    *("calc_preds_linear", "update_coeffs", "train"),
)
def coefficients(student, figure):
    """The coefficients of a linear model by name, after training, and its losses."""
    X, y = matrix(student)
    generator = torch.Generator().manual_seed(42)
    coeffs = (torch.rand(len(NAMES), generator=generator) - 0.5).requires_grad_()

    def preds(params, X):
        return student.calc_preds_linear(params[0], X)

    losses = student.train(preds, [coeffs], X, y, 0.2, EPOCHS)
    figure.suptitle(f"a linear model after {EPOCHS} epochs of your train")
    bars, curve = figure.subplots(1, 2, width_ratios=(2, 1))
    values = coeffs.detach().tolist()
    order = sorted(range(len(NAMES)), key=lambda i: values[i])
    colors = [BLUE if values[i] > 0 else ORANGE for i in order]
    bars.barh([NAMES[i] for i in order], [values[i] for i in order], color=colors)
    bars.axvline(0, color="black", linewidth=1)
    bars.set(title="coefficients: right of 0 survives more", xlabel="coefficient")
    bars.grid(axis="x", alpha=0.3)
    curve.plot([float(loss) for loss in losses], color=BLUE)
    curve.set(title="mean absolute error", xlabel="epoch")
    curve.grid(alpha=0.3)
