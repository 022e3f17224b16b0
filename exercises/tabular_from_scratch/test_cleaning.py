"""Visible checks for cleaning.py. Grading uses its own copy of this file."""

import math

from exercises.tabular_from_scratch.cases import (
    NAN,
    a_table,
    column_of,
    expect_column,
    expect_outcomes,
    expect_results,
    names_of,
    numbers,
    on_table,
    outcomes,
)

from grader import BEYOND, expect_equal, expect_numbers, task


@task("count_missing")
def test_count_missing_values(student):
    """counts None and NaN, and neither 0 nor False nor any text"""
    table = {
        "Age": [22.0, None, NAN, 0.0, None, 35.0, NAN],
        "Sex": ["male", "", None, "nan", "male", "", "female"],
        "Alone": [True, False, False, False, None, None, None],
        "Parch": [0, 0, 1, 2, 0, 0, 0],
    }

    seen = student.run(on_table, "count_missing", table)

    got = seen["result"]
    counts = [got.get(name, -1) for name in table] if isinstance(got, dict) else got
    right, words = [4, 1, 3, 0], {-1.0: "no count"}
    expect_numbers(numbers(counts), right, names=list(table), name="the counts", words=words)
    expect_equal(sorted(names_of(got)), sorted(table), name="the columns counted")
    expect_column(column_of(seen["table"], "Age"), table["Age"], "Age after the call")
    expect_equal(column_of(seen["table"], "Sex"), table["Sex"], name="Sex after the call")


@task("count_missing")
def test_count_missing_no_columns_no_rows(student):
    """is {} for a table without columns, and 0 for a column without rows"""
    expect_equal(student.run(on_table, "count_missing", {})["result"], {})
    expect_equal(student.run(on_table, "count_missing", {"Age": []})["result"], {"Age": 0})


@task("fill_mode")
def test_fill_mode_numbers(student, rng):
    """puts 24.0, which comes most often, into the gaps of Age"""
    table, filled = a_table(rng, 19)

    got = student.run(on_table, "fill_mode", table)["result"]

    expect_results(got, 2, "fill_mode")
    expect_column(column_of(got[0], "Age"), filled["Age"], "Age")


@task("fill_mode")
def test_fill_mode_text_and_columns_without_gaps(student, rng):
    """fills text too, keeps columns without gaps, and gives the modes of all"""
    table, filled = a_table(rng, 17)

    got = student.run(on_table, "fill_mode", table)["result"]

    expect_results(got, 2, "fill_mode")
    expect_equal(got[1], {"Age": 24.0, "Parch": 0, "Embarked": "S"}, name="the modes")
    expect_equal(names_of(got[0]), list(table), name="the columns")
    expect_equal(got[0]["Parch"], table["Parch"], name="Parch")
    expect_equal(got[0]["Embarked"], filled["Embarked"], name="Embarked")


@task("fill_mode")
def test_fill_mode_ties(student):
    """takes the smallest of several values that are equally common"""
    table = {
        # 64 comes first in a set of these.
        "Age": [30.0, 9.0, None, 64.0, 20.0, 30.0, 9.0, 64.0, 20.0, 2.0, 99.0],
        "Embarked": ["S", "Q", "S", "Q", None, "C", "S", "Q", None, "C", None],
    }

    got = student.run(on_table, "fill_mode", table)["result"]

    expect_results(got, 2, "fill_mode")
    right = [30.0, 9.0, 9.0, 64.0, 20.0, 30.0, 9.0, 64.0, 20.0, 2.0, 99.0]
    expect_column(column_of(got[0], "Age"), right, "Age")
    expect_equal(got[1], {"Age": 9.0, "Embarked": "Q"}, name="the modes")


@task("fill_mode")
def test_fill_mode_modes_of_other_rows(student):
    """uses the modes that are given, those of the training rows"""
    table = {"Age": [30.0, 51.0, None, 30.0, NAN], "Fare": [8.0, 9.0, None, 8.0, None]}
    table["Parch"] = [2, None, 1, 2, NAN]
    modes = {"Age": 24.0, "Fare": 7.5, "Parch": 0}

    got = student.run(on_table, "fill_mode", table, modes)["result"]

    expect_results(got, 2, "fill_mode")
    expect_column(column_of(got[0], "Age"), [30.0, 51.0, 24.0, 30.0, 24.0], "Age")
    expect_column(column_of(got[0], "Fare"), [8.0, 9.0, 7.5, 8.0, 7.5], "Fare")
    expect_column(column_of(got[0], "Parch"), [2, 0, 1, 2, 0], "Parch")
    expect_equal(got[1], modes, name="the modes")


@task("fill_mode")
def test_fill_mode_given_table_stays(student, rng):
    """leaves the table that was passed as it was"""
    table, filled = a_table(rng, 16)

    got = student.run(on_table, "fill_mode", table)

    after = got["table"]
    expect_column(after["Age"], table["Age"], "Age after the call")
    expect_equal(after["Embarked"], table["Embarked"], name="Embarked after the call")
    expect_results(got["result"], 2, "fill_mode")
    expect_column(column_of(got["result"][0], "Age"), filled["Age"], "Age")


@task("fill_mode", part=BEYOND, tolerance_reason="a column of gaps is filled with one value")
def test_fill_mode_nothing_there(student, rng):
    """raises ValueError where all values are missing and no mode is given"""
    a, b = rng.uniform(1, 9), rng.uniform(1, 9)
    cases = [
        ([{"Cabin": [None, None]}], "ValueError"),
        ([{"Age": [a, b], "Cabin": [NAN, None]}], "ValueError"),
        ([{"Cabin": [NAN, None]}, {"Cabin": a}], [a, a]),
        ([{"Cabin": [None, b]}], [b, b]),
    ]
    cases = rng.sample(cases, len(cases))

    got = student.run(outcomes, "fill_mode", [arguments for arguments, _right in cases])

    def expect_cabin(result, right, name):
        expect_results(result, 2, "fill_mode")
        expect_column(column_of(result[0], "Cabin"), right, "Cabin")

    calls = [
        f"fill_mode with Cabin {call[0]['Cabin']} and {len(call) - 1} modes" for call, _ in cases
    ]
    expect_outcomes(got, [right for _call, right in cases], calls, expect_cabin)


@task("log1p_column")
def test_log1p_column_values(student, rng):
    """finds the logarithms that fares between 1 and 500 were made of"""
    logarithms = [rng.uniform(0.7, 6.2) for _ in range(9)]

    got = student.log1p_column([math.expm1(logarithm) for logarithm in logarithms])

    expect_numbers(numbers(got), logarithms, rtol=1e-6)


@task("log1p_column")
def test_log1p_column_by_hand(student):
    """turns 0 into 0, e - 1 into 1, and 512.3292 into 6.240917"""
    values = [0.0, math.e - 1, 512.3292, 0]

    got = student.run(on_table, "log1p_column", values)

    expect_numbers(numbers(got["result"]), [0.0, 1.0, 6.240917, 0.0], rtol=1e-6)
    expect_numbers(numbers(got["table"]), values, name="the values after the call")


@task("log1p_column", part=BEYOND)
def test_log1p_column_below_zero(student, rng):
    """raises ValueError if any value is below 0, -0.5 too"""
    first, second = rng.uniform(0.7, 3), rng.uniform(0.7, 3)
    cases = [
        ([0.0, math.expm1(first)], [0.0, first]),
        ([math.expm1(second), 0.0], [second, 0.0]),
        ([-0.5], "ValueError"),
        ([8.05, -0.01], "ValueError"),
        ([-3.0, 2.0], "ValueError"),
    ]
    cases = rng.sample(cases, len(cases))

    got = student.run(outcomes, "log1p_column", [[values] for values, _right in cases])

    def expect_logarithms(result, right, name):
        expect_numbers(numbers(result), right, rtol=1e-6, name=name)

    calls = [f"log1p_column({values})" for values, _right in cases]
    expect_outcomes(got, [right for _values, right in cases], calls, expect_logarithms)
