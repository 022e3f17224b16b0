"""Visible checks for features.py. Grading uses its own copy of this file."""

import pytest
import torch
from exercises.tabular_from_scratch.cases import (
    NAN,
    columns_of_1,
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
from exercises.tabular_from_scratch.net_cases import with_arguments

from grader import BEYOND, expect_close, expect_equal, expect_numbers, expect_that, task


@task("one_hot_columns")
def test_one_hot_columns_names(student):
    """has the new columns last, in the order of `columns`, values sorted"""
    table = {
        "Pclass": [3, 1, 3, 2],
        "Age": [22.0, 38.0, 26.0, 35.0],
        "Embarked": ["S", "C", "Q", "S"],
        "Sex": ["male", "female", "female", "male"],
        "Parch": [0, 1, 0, 0],
    }

    got = student.run(on_table, "one_hot_columns", table, ["Sex", "Pclass", "Embarked"])["result"]

    right = ["Age", "Parch", "Sex_female", "Sex_male", "Pclass_1", "Pclass_2", "Pclass_3"]
    right += ["Embarked_C", "Embarked_Q", "Embarked_S"]
    expect_equal(names_of(got), right, name="the columns")


@task("one_hot_columns")
def test_one_hot_columns_values(student):
    """has 1 where the value is that of the column, 0 elsewhere; 2 before 10"""
    table = {
        "Deck": [10, 2, 7, 10, 2, 10],
        "Fare": [7.25, 71.5, 7.75, 53.0, 8.05, 26.5],
        "Embarked": ["S", "C", "Q", "S", "S", "C"],
    }

    got = student.run(on_table, "one_hot_columns", table, ["Embarked", "Deck"])["result"]

    ports = [[0, 1, 0, 0, 0, 1], [0, 0, 1, 0, 0, 0], [1, 0, 0, 1, 1, 0]]
    decks = [[0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 0], [1, 0, 0, 1, 0, 1]]
    right = [table["Fare"], *ports, *decks]
    name = "the columns of the new table, one a row"
    expect_close(rows_of(got), torch.tensor(right), axes="column n", name=name)


@task("one_hot_columns")
def test_one_hot_columns_categories_of_other_rows(student):
    """makes the given categories, with 0 in all of them for another value"""
    table = {"Age": [4.0, 61.0, 33.0, 19.0, 5.0], "Embarked": ["S", "X", "S", "A", "C"]}
    categories = {"Embarked": ["C", "Q", "S"]}

    got = student.run(on_table, "one_hot_columns", table, ["Embarked"], categories)["result"]

    right = torch.tensor([table["Age"], [0, 0, 0, 0, 1], [0] * 5, [1, 0, 1, 0, 0]])
    name = "the columns of the new table, one a row"
    expect_close(rows_of(got), right, axes="column n", name=name)
    right_names = ["Age", "Embarked_C", "Embarked_Q", "Embarked_S"]
    expect_equal(names_of(got), right_names, name="the columns")


@task("one_hot_columns")
def test_one_hot_columns_given_table_stays(student):
    """leaves the table that was passed as it was"""
    table = {"Age": [4.0, 61.0, 33.0, 19.0], "Pclass": [1, 3, 1, 3]}

    got = student.run(on_table, "one_hot_columns", table, ["Pclass"])

    name = "the table that was passed, after the call, a column a row"
    expect_close(rows_of(got["table"]), rows_of(table), axes="column n", name=name)
    right = torch.tensor([[4.0, 61.0, 33.0, 19.0], [1, 0, 1, 0], [0, 1, 0, 1]])
    name = "the columns of the new table, one a row"
    expect_close(rows_of(got["result"]), right, axes="column n", name=name)


@task("to_matrix")
def test_to_matrix_order_of_names(student, gen):
    """has a row for each passenger and the columns in the order of the names"""
    values = torch.randint(-40, 40, (4, 6), generator=gen) / 4
    names = ["Fare", "Age", "SibSp", "LogFare"]
    table = dict(zip(names, values.tolist(), strict=True)) | {"Sex": ["male"] * 6}

    got = student.to_matrix(table, ["SibSp", "Fare", "Age"])

    expect_close(got, values[[2, 0, 1]].T.contiguous(), axes="n k")


@task("to_matrix")
def test_to_matrix_whole_numbers_and_fractions(student):
    """is float32 for whole numbers too, and keeps fractions"""
    table = {"Parch": [0, 2, 1], "Age": [22.5, 0.75, 38.0], "Alone": [True, False, False]}

    got = [student.to_matrix(table, ["Parch", "Age"]), student.to_matrix(table, ["Parch", "Alone"])]

    expect_close(got[0], torch.tensor([[0, 22.5], [2, 0.75], [1, 38]]), axes="n k")
    expect_close(got[1], torch.tensor([[0.0, 1], [2, 0], [1, 0]]), axes="n k")


@task("to_matrix", part=BEYOND)
def test_to_matrix_gaps(student, rng):
    """raises ValueError for None and NaN in a named column, and for no other"""
    a, b, c = (rng.uniform(1, 6) for _ in "abc")
    full = {"LogFare": [a, b, c], "Parch": [0, 1, 2]}
    gaps = full | {"Age": [None, 22.0, 3.0], "Fare": [7.25, NAN, 8.0]}
    cases = [
        (full, ["Parch", "LogFare"], torch.tensor([[0, a], [1, b], [2, c]])),
        (gaps, ["LogFare", "Parch"], torch.tensor([[a, 0], [b, 1], [c, 2]])),
        (gaps, ["LogFare"], torch.tensor([[a], [b], [c]])),
        (gaps, ["Age", "Parch"], "ValueError"),
        (gaps, ["Parch", "Fare"], "ValueError"),
    ]
    cases = rng.sample(cases, len(cases))

    got = student.run(outcomes, "to_matrix", [case[:2] for case in cases])

    def expect_matrix(result, right, name):
        expect_close(result, right, axes="n k", name=name)

    calls = [f"to_matrix with {names}" for _table, names, _right in cases]
    expect_outcomes(got, [right for _table, _names, right in cases], calls, expect_matrix)


@task("max_normalise")
def test_max_normalise_columns(student, gen):
    """divides every column by its largest entry, and returns these too"""
    right, maxes = columns_of_1(gen, 7, 4)
    maxes[1] /= 4 * maxes[1].ceil()  # below 1

    got = student.max_normalise(right * maxes)

    expect_results(got, 2, "max_normalise")
    expect_close(got[0], right, axes="n k", name="the first result")
    expect_close(got[1], maxes, axes="k", name="maxes")


@task("max_normalise")
def test_max_normalise_square(student, gen):
    """divides columns, not rows, where X is square"""
    right, maxes = columns_of_1(gen, 5, 5)

    got = student.max_normalise(right * maxes)

    expect_results(got, 2, "max_normalise")
    expect_close(got[0], right, axes="n k", name="the first result")


@task("max_normalise", part=BEYOND)
def test_max_normalise_column_of_zeros(student, gen):
    """divides a column of zeros by 1"""
    right, maxes = columns_of_1(gen, 6, 3)
    right[:, 1], maxes[1] = 0.0, 1.0

    got = student.max_normalise(right * maxes)

    expect_results(got, 2, "max_normalise")
    expect_numbers_for_nan(got[0], right, name="the first result")
    expect_close(got[1], maxes, axes="k", name="maxes")


@task("max_normalise")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_max_normalise_given_rows_stay(student, gen, dtype):
    """keeps float32 and float64, and leaves X as it is"""
    right, maxes = columns_of_1(gen, 4, 6, dtype)

    got = student.run(with_arguments, "max_normalise", right * maxes)

    expect_close(got["arguments"][0], right * maxes, axes="n k", name="X after the call")
    expect_results(got["result"], 2, "max_normalise")
    expect_close(got["result"][1], maxes, axes="k", name="maxes")
    expect_close(got["result"][0], right, axes="n k", name="the first result")


@task("max_normalise")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_apply_normalise_other_rows(student, gen, dtype):
    """divides other rows by the maxes of the training rows"""
    right, maxes = positive(gen, 5, 5, dtype=dtype) / 3, positive(gen, 1, 5, dtype=dtype)[0]

    got = student.run(with_arguments, "apply_normalise", right * maxes, maxes)

    expect_close(got["result"], right, axes="m k", name="the result")
    expect_close(got["arguments"][0], right * maxes, axes="m k", name="X after the call")
    expect_close(got["arguments"][1], maxes, axes="k", name="maxes after the call")


@task("random_split")
@pytest.mark.parametrize(("n", "right"), [(891, [713, 178]), (24, [20, 4]), (1, [1, 0])])
def test_random_split_sizes(student, gen, n, right):
    """keeps int(0.2 n) rows for validation and the others for training"""
    got = parts_of(student.random_split(n, generator=gen))

    name = "the sizes of the parts"
    expect_numbers([len(part) for part in got], right, names=["training", "validation"], name=name)


@task("random_split")
def test_random_split_other_fractions(student, gen):
    """takes the share for validation from valid_frac, from none to all"""
    shares = (0.3, 0.65, 0.99, 0.0, 1.0)
    got = [parts_of(student.random_split(50, share, generator=gen)) for share in shares]

    sizes = [len(part) for parts in got for part in parts]
    names = [f"{part}, {s:g}" for s in shares for part in ("training", "validation")]
    right = [35, 15, 18, 32, 1, 49, 50, 0, 0, 50]
    expect_numbers(sizes, right, names=names, name="the sizes of the parts")


@task("random_split")
def test_random_split_every_row_once(student, gen):
    """puts every row number into exactly one part"""
    got = parts_of(student.random_split(43, generator=gen))

    rows = [*got[0], *got[1]]
    expect_numbers(sorted(rows), list(range(43)), name="both parts together, sorted")
    name = "the rows, those for training first"
    expect_that(rows != sorted(rows), name=name, yours=rows, expected="another order")


@task("random_split")
def test_random_split_chance(student, rng):
    """shuffles, with the given generator as its only source of chance"""
    expect_split(student, rng, 60, 0.25)
