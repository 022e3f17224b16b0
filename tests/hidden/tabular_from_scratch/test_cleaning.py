"""Hidden checks for cleaning.py."""

import math
import statistics

import pytest
from exercises.tabular_from_scratch.cases import (
    NAN,
    a_table,
    column_of,
    expect_column,
    expect_outcomes,
    expect_results,
    is_gap,
    numbers,
    on_table,
    outcomes,
)

from grader import BEYOND, expect_equal, expect_numbers, task


@task("count_missing", category="other sizes")
@pytest.mark.parametrize("n", [14, 60])
def test_count_missing_passengers(student, rng, n):
    """counts the gaps of n passengers"""
    table = a_table(rng, n)[0] | {"Ticket": [rng.choice(["", "A5", None]) for _ in range(n)]}

    got = student.run(on_table, "count_missing", table)["result"]

    counts = [got.get(name, -1) for name in table] if isinstance(got, dict) else got
    right = [sum(map(is_gap, column)) for column in table.values()]
    expect_numbers(numbers(counts), right, names=list(table))


@task("count_missing", category="edge values")
def test_count_missing_edges(student):
    """is {} for an empty table, and counts NaN and None together"""
    expect_equal(student.run(on_table, "count_missing", {})["result"], {})
    table = {"Age": [NAN, None, NAN], "Sex": ["nan", "None", ""], "Fare": [0.0, -0.0, False]}
    table["Cabin"] = ["NaN", "NA", "null"]

    got = student.run(on_table, "count_missing", table)["result"]

    counts = [got.get(name, -1) for name in table] if isinstance(got, dict) else got
    expect_numbers(numbers(counts), [3, 0, 0, 0], names=list(table))


@task("fill_mode", category="other sizes")
@pytest.mark.parametrize("n", [14, 50])
def test_fill_mode_passengers(student, rng, n):
    """fills numbers and text, and knows the modes of columns without gaps"""
    table, filled = a_table(rng, n)
    table["SibSp"] = [rng.randrange(4) for _ in range(n)]
    mode = min(statistics.multimode(table["SibSp"]))

    got = student.run(on_table, "fill_mode", table)["result"]

    expect_results(got, 2, "fill_mode")
    expect_column(column_of(got[0], "Age"), filled["Age"], "Age")
    expect_equal(column_of(got[0], "Embarked"), filled["Embarked"], name="Embarked")
    expect_equal(column_of(got[1], "SibSp"), mode, name="the mode of SibSp")


@task("fill_mode", category="edge values")
def test_fill_mode_ties(student, rng):
    """takes the smallest of equally common values, of numbers and of text"""
    # The first by its text is 100, the one in the middle 40.
    ages = rng.sample([*[9.0, 30.0, 40.0, 100.0, 200.0] * 2, None, NAN], 12)
    ports = rng.sample(["S", "C", "Q", "S", "C", "Q", None, None], 8)

    got = student.run(on_table, "fill_mode", {"Age": ages, "Embarked": ports})["result"]

    expect_results(got, 2, "fill_mode")
    right = [9.0 if is_gap(age) else age for age in ages]
    expect_column(column_of(got[0], "Age"), right, "Age")
    expect_equal(got[1], {"Age": 9.0, "Embarked": "C"}, name="the modes")


@task("fill_mode", category="in-place safety")
def test_fill_mode_given_table_stays(student, rng):
    """leaves the table as it was, with modes given too"""
    table, _filled = a_table(rng, 21)
    modes = {"Age": 1.0, "Parch": 7, "Embarked": "Q"}

    got = student.run(on_table, "fill_mode", table, modes)

    expect_column(got["table"]["Age"], table["Age"], "Age after the call")
    expect_results(got["result"], 2, "fill_mode")
    right = [1.0 if is_gap(age) else age for age in table["Age"]]
    expect_column(column_of(got["result"][0], "Age"), right, "Age")


@task(
    "fill_mode",
    part=BEYOND,
    category="edge values",
    tolerance_reason="a column with one value is filled with it",
)
def test_fill_mode_nothing_there(student, rng):
    """raises ValueError for a column without any value"""
    value = rng.uniform(1, 9)
    cases = [
        ({"A": [None]}, "ValueError"),
        ({"A": [NAN]}, "ValueError"),
        ({"A": [1, 2], "B": [None, NAN]}, "ValueError"),
        ({"A": [0.0, None, value, 0.0]}, [0.0, 0.0, value, 0.0]),
        ({"A": [NAN, value]}, [value, value]),
    ]
    cases = rng.sample(cases, len(cases))

    got = student.run(outcomes, "fill_mode", [[table] for table, _right in cases])

    def expect_a(result, right, name):
        expect_results(result, 2, "fill_mode")
        expect_column(column_of(result[0], "A"), right, "A")

    calls = [f"fill_mode({table})" for table, _right in cases]
    expect_outcomes(got, [right for _table, right in cases], calls, expect_a)


@task("log1p_column", category="other sizes")
@pytest.mark.parametrize("n", [1, 30])
def test_log1p_column_values(student, rng, n):
    """agrees with math.log1p, also for whole numbers and for 0"""
    values = [rng.choice([0, rng.randrange(1, 90), rng.uniform(0.1, 600)]) for _ in range(n)] + [3]

    got = student.log1p_column(values)

    expect_numbers(numbers(got), [math.log1p(value) for value in values], rtol=1e-6)


@task("log1p_column", part=BEYOND, category="edge values")
def test_log1p_column_below_zero(student, rng):
    """raises ValueError if a value is below 0"""
    lists = [[-1e-3], [0.0, rng.uniform(1, 9)], [5.0, 2.0, -0.9], [-2.0], [rng.uniform(1, 9), 0.0]]
    lists = rng.sample(lists, len(lists))

    got = student.run(outcomes, "log1p_column", [[values] for values in lists])

    def expect_logarithms(result, right, name):
        expect_numbers(numbers(result), right, rtol=1e-6, name=name)

    right = [[*map(math.log1p, row)] if min(row) >= 0 else "ValueError" for row in lists]
    expect_outcomes(got, right, [f"log1p_column({row})" for row in lists], expect_logarithms)
