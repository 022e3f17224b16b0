"""Hidden checks for features.py."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import (
    NAN,
    expect_numbers_for_nan,
    expect_outcomes,
    expect_results,
    expect_split,
    names_of,
    on_table,
    outcomes,
    parts_of,
    positive,
    rows_of,
)

from grader import BEYOND, expect_close, expect_equal, expect_numbers, task


@task("one_hot_columns", category="other sizes")
@pytest.mark.parametrize("n", [9, 40])
def test_one_hot_columns_groups(student, rng, n):
    """has a single 1 in every group of columns, in the right one"""
    decks = [3, 12, 100, *(rng.choice([3, 12, 100]) for _ in range(n - 3))]
    ports = ["S", "C", *(rng.choice("CQS") for _ in range(n - 3)), "Q"]
    table = {"Deck": decks, "Fare": [rng.uniform(1, 9) for _ in range(n)], "Port": ports}

    got = student.run(on_table, "one_hot_columns", table, ["Port", "Deck"])["result"]

    right = [table["Fare"], *([int(p == port) for p in ports] for port in "CQS")]
    right += [[int(d == deck) for d in decks] for deck in (3, 12, 100)]
    expect_close(rows_of(got), torch.tensor(right), axes="column n")
    names = ["Fare", "Port_C", "Port_Q", "Port_S", "Deck_3", "Deck_12", "Deck_100"]
    expect_equal(names_of(got), names, name="the columns")


@task("one_hot_columns", category="edge values")
def test_one_hot_columns_train_and_test(student):
    """gives the rows of a test set the columns of the training set"""
    categories = {"Pclass": [1, 2, 3], "Sex": ["female", "male"]}
    table = {"Sex": ["male", "male"], "Pclass": [3, 4], "Age": [40.0, 2.5]}

    got = student.run(on_table, "one_hot_columns", table, ["Pclass", "Sex"], categories)

    right = torch.tensor([[40.0, 2.5], [0, 0], [0, 0], [1, 0], [0, 0], [1, 1]])
    expect_close(rows_of(got["result"]), right, axes="column n")
    names = ["Age", "Pclass_1", "Pclass_2", "Pclass_3", "Sex_female", "Sex_male"]
    expect_equal(names_of(got["result"]), names, name="the columns")
    expect_equal(got["table"], table, name="the given table")


@task("one_hot_columns", category="edge values")
def test_one_hot_columns_one_value(student):
    """makes a single column of a column with one value"""
    table = {"Port": ["S", "S", "S"], "Age": [1.0, 2.0, 4.0]}

    got = student.run(on_table, "one_hot_columns", table, ["Port"])["result"]

    expect_equal(names_of(got), ["Age", "Port_S"], name="the columns")
    expect_close(rows_of(got), torch.tensor([[1.0, 2.0, 4.0], [1, 1, 1]]), axes="column n")


@task("to_matrix", category="other sizes")
@pytest.mark.parametrize(("n", "k"), [(1, 4), (6, 6), (30, 1)])
def test_to_matrix_values(student, gen, n, k):
    """has the right values for other sizes"""
    values = torch.randint(-90, 90, (8, n), generator=gen) / 8
    values[0, 0] = 30.5
    table = {f"x{i}": column for i, column in enumerate(values.tolist())}
    order = torch.randperm(8, generator=gen)[:k].tolist()
    if 0 not in order:
        order[0] = 0

    got = student.to_matrix(table, [f"x{i}" for i in order])

    expect_close(got, values[order].T.contiguous(), axes="n k")


@task("to_matrix", part=BEYOND, category="edge values")
def test_to_matrix_gaps(student, gen, rng):
    """raises ValueError for a gap in the last row of one column"""
    b, d = torch.randint(-40, 40, (2, 3), generator=gen) / 8
    table = {"a": [1, 2, None], "b": b.tolist(), "c": [0.0, 0.0, NAN], "d": d.tolist()}
    cases = {("b", "a"): "ValueError", ("b", "c"): "ValueError", ("c",): "ValueError"}
    cases |= {("b",): b[:, None], ("d", "b"): torch.stack([d, b], dim=1)}
    names = rng.sample(list(cases), len(cases))

    got = student.run(outcomes, "to_matrix", [(table, list(some)) for some in names])

    def expect_matrix(result, right, name):
        expect_close(result, right, axes="n k", name=name)

    calls = [f"to_matrix with {', '.join(some)}" for some in names]
    expect_outcomes(got, [cases[some] for some in names], calls, expect_matrix)


@task("max_normalise", category="other sizes")
@pytest.mark.parametrize(("n", "k"), [(1, 3), (4, 4), (12, 1), (3, 9)])
def test_max_normalise_values(student, gen, n, k):
    """divides every column by its largest entry"""
    X = positive(gen, n, k)

    got = student.max_normalise(X)

    expect_results(got, 2, "max_normalise")
    maxes = torch.tensor([max(column) for column in X.T.tolist()])
    # With one row every entry is 1, so the maxes are compared together with it.
    right = torch.cat([torch.stack([X[:, i] / maxes[i] for i in range(k)], dim=1), maxes[None]])
    both = got[0]
    if isinstance(got[0], torch.Tensor) and got[0].shape == X.shape:
        expect_close(got[1], maxes, axes="k", name="maxes")
        both = torch.cat([got[0], got[1][None]])
    expect_close(both, right, axes="n k", name="the result")


@task("max_normalise", part=BEYOND, category="edge values")
def test_max_normalise_zeros(student, gen):
    """divides columns of zeros by 1, and is right for whole numbers in floats"""
    X = torch.randint(1, 9, (5, 4), generator=gen).double()
    X[0] = torch.tensor([2.0, 9.0, 4.0, 10.0])
    X[:, 0] = X[:, 2] = 0.0

    got = student.max_normalise(X)

    expect_results(got, 2, "max_normalise")
    maxes = torch.tensor([1.0, 9.0, 1.0, 10.0], dtype=torch.float64)
    expect_numbers_for_nan(got[0], X @ torch.diag(1 / maxes), name="the result")
    expect_close(got[1], maxes, axes="k", name="maxes")


@task("max_normalise", category="memory layout")
def test_max_normalise_other_layout(student, gen):
    """works on a matrix that is not contiguous in memory"""
    X, other = positive(gen, 6, 4).T.contiguous().T, positive(gen, 3, 4)

    got = student.max_normalise(X)

    expect_results(got, 2, "max_normalise")
    maxes = torch.tensor([max(column) for column in X.T.tolist()])
    expect_close(got[1], maxes, axes="k", name="maxes")
    again = student.apply_normalise(other, maxes)
    expect_close(again, other @ torch.diag(1 / maxes), axes="m k", name="the other rows")


@task(
    "random_split",
    category="other sizes",
    tolerance_reason="where n is 1 the only row number is 0",
)
@pytest.mark.parametrize(
    ("n", "share", "right"),
    [(7, 0.2, [6, 1]), (891, 0.2, [713, 178]), (1, 0.5, [1, 0]), (77, 0.77, [18, 59])],
)
def test_random_split_parts(student, gen, n, share, right):
    """has int(valid_frac n) rows for validation, and every row once"""
    got = parts_of(student.random_split(n, share, generator=gen))

    expect_numbers([len(part) for part in got], right, name="the sizes")
    both = sorted(got[0] + got[1])
    expect_numbers(both, list(range(n)), scale=1.0, name="both parts")


@task("random_split", category="rules")
def test_random_split_chance(student, rng):
    """takes all chance from the given generator"""
    expect_split(student, rng, 90, 0.4)
