"""Hidden checks for table.py."""

import math

import pytest
import torch
from exercises.makemore1.cases import (
    EMMA,
    SCATTER,
    always,
    exact,
    expect_endings,
    expect_frequencies,
    expect_names,
    expect_names_by_chance,
    mean_nll,
    numbers,
    probabilities,
    some_names,
    some_words,
    spell,
)
from exercises.makemore1.letters import STOI

from grader import BEYOND, expect_close, task


@task("sample_names", category="other sizes")
@pytest.mark.parametrize(("n", "max_len"), [(1, 3), (5, 6), (2, 50)])
def test_sample_names_one_way_to_go(student, gen, n, max_len):
    """draws the only possible name, up to max_len letters"""
    P = always({".": "z", "z": "o", "o": "e", "e": "y"})

    got = student.sample_names(P, n, generator=gen, max_len=max_len)

    expect_names(got, ["zoey"[:max_len]] * n)


@task("sample_names", category="edge values")
def test_sample_names_ring(student, gen):
    """stops after max_len letters where no name ever ends, by default 50"""
    P = always({".": "q", "q": "r", "r": "q"})

    expect_names(student.sample_names(P, 2, generator=gen), ["qr" * 25] * 2)
    expect_names(student.sample_names(P, 1, generator=gen, max_len=1), ["q"])


@task("sample_names", category="edge values")
def test_sample_names_no_letters(student, gen):
    """draws empty names, and none at all for n = 0"""
    expect_names(student.sample_names(always({}), 3, generator=gen), [""] * 3)
    expect_names(student.sample_names(probabilities(gen), 0, generator=gen), [])


@task("sample_names", deadline=20.0, category="other sizes", tolerance_reason=SCATTER)
def test_sample_names_frequencies(student, gen):
    """draws letters as often as the table says, over 1,500 names"""
    expect_frequencies(student, gen, torch.tensor([0.15, 0.25, 0.6]), 1500)


@task("sample_names", category="rules")
def test_sample_names_source_of_chance(student, gen, rng):
    """takes all chance from the given generator"""
    expect_names_by_chance(student, gen, rng, 9, 40)


@task("nll", category="other sizes")
@pytest.mark.parametrize("n", [2, 17, 80])
def test_nll_mean_over_pairs(student, gen, n):
    """agrees with torch on other numbers of words"""
    P = probabilities(gen)
    lists = [some_words(gen, n), some_words(gen, n + 1)]

    got = numbers([student.nll(P, spell(words)) for words in lists])

    right = exact([mean_nll(P, words) for words in lists])
    expect_close(got, right, rtol=1e-5, name="nll")


@task("nll", category="edge values")
def test_nll_impossible_pairs(student, gen):
    """is inf for probability 0 at the start, inside or at the end"""
    P = probabilities(gen)
    for a, b in ((".", "q"), ("o", "o"), ("x", ".")):
        P[STOI[a], STOI[b]] = 0.0
    lists = [["qi"], ["moon", "ava"], ["max", "mia"], ["ada"]]

    got = numbers([student.nll(P, words) for words in lists])

    right = exact([math.inf] * 3 + [mean_nll(P, torch.tensor([[1, 4, 1]]))])
    expect_close(got, right, rtol=1e-5, name="nll")


@task(
    "nll",
    category="edge values",
    tolerance_reason="both losses are the same: one is the mean over more of the same pairs",
)
def test_nll_certain_pairs(student):
    """is near 0 where the table is sure of every pair"""
    P = always({".": "a", "a": "b", "b": "c"})
    P = 0.75 * P + 0.25 / 27

    got = numbers([student.nll(P, ["abc"] * k) for k in (1, 4)])

    right = exact([-math.log(0.75 + 0.25 / 27)] * 2)
    expect_close(got, right, rtol=1e-5, name="nll")


@task("nll", part=BEYOND, category="edge values")
def test_nll_no_words(student, gen, rng):
    """raises ValueError for an empty list"""
    P = probabilities(gen)

    expect_endings(student, rng, "nll", [(P, some_names(rng, n)) for n in (1, 2)], [(P, [])])


@task("nll", category="memory layout")
def test_nll_other_layout(student, gen):
    """works on a table that is not contiguous in memory, of float64"""
    P = probabilities(gen).double().T.contiguous().T
    lists = [some_words(gen, 2), EMMA]

    got = numbers([student.nll(P, spell(words)) for words in lists])

    right = exact([mean_nll(P, words) for words in lists])
    expect_close(got, right, rtol=1e-5, name="nll")
