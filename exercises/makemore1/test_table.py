"""Visible checks for table.py. Grading uses its own copy of this file."""

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


@task("sample_names")
def test_sample_names_one_way_to_go(student, gen):
    """draws emla where each symbol has a single follower"""
    P = always({".": "e", "e": "m", "m": "l", "l": "a"})

    expect_names(student.sample_names(P, 3, generator=gen), ["emla"] * 3)


@task("sample_names")
def test_sample_names_longest_name(student, gen):
    """ends a name after max_len letters"""
    P = always({".": "a", "a": "b", "b": "c", "c": "a"})

    expect_names(student.sample_names(P, 3, generator=gen, max_len=5), ["abcab"] * 3)


@task("sample_names")
def test_sample_names_names_without_letters(student, gen):
    """draws empty names where the mark follows the mark, and none for n = 0"""
    expect_names(student.sample_names(always({}), 4, generator=gen), [""] * 4)
    expect_names(student.sample_names(always({}), 0, generator=gen), [])


@task("sample_names", deadline=20.0, tolerance_reason=SCATTER)
def test_sample_names_frequencies(student, gen):
    """draws letters as often as the table says, over 1,000 names"""
    expect_frequencies(student, gen, torch.tensor([0.6, 0.3, 0.1]), 1000)


@task("sample_names")
def test_sample_names_source_of_chance(student, gen, rng):
    """takes all chance from the given generator"""
    expect_names_by_chance(student, gen, rng, 6, 20)


@task("nll", tolerance_reason="both losses are ln 27")
def test_nll_uniform_table(student):
    """gives ln 27 for a table that holds 1/27 everywhere"""
    P = torch.full((27, 27), 1 / 27)

    got = numbers([student.nll(P, words) for words in (["emma"], ["emma", "ava", "mia"])])

    expect_close(got, exact([math.log(27)] * 2), rtol=1e-5, name="nll of the two lists")


@task("nll")
def test_nll_mean_over_pairs(student, gen):
    """agrees with torch on 1, 3 and 53 words, some of which come twice"""
    P, many = probabilities(gen), some_words(gen, 40)
    lists = [EMMA[:1], some_words(gen, 3), torch.cat([many, many[:13]])]

    got = numbers([student.nll(P, spell(words)) for words in lists])

    right = exact([mean_nll(P, words) for words in lists])
    expect_close(got, right, rtol=1e-5, name="nll of the three lists")


@task("nll")
def test_nll_impossible_pair(student, gen):
    """is inf where a pair has probability 0, and finite for the other list"""
    P = probabilities(gen)
    P[STOI["m"], STOI["m"]] = 0.0

    got = numbers([student.nll(P, words) for words in (["ava"], ["emma"])])

    right = exact([mean_nll(P, words) for words in (EMMA[1:2], EMMA[:1])])
    expect_close(got, right, rtol=1e-5, name="nll of ava and of emma")


@task("nll", part=BEYOND)
def test_nll_no_words(student, rng):
    """raises ValueError for an empty list"""
    P = torch.full((27, 27), 1 / 27)

    expect_endings(student, rng, "nll", [(P, some_names(rng, n)) for n in (1, 3)], [(P, [])])


@task("nll")
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_nll_dtypes(student, gen, dtype):
    """takes tables of float32 and of float64"""
    P = probabilities(gen).to(dtype)

    got = numbers([student.nll(P, words) for words in (["mia"], ["emma", "ava"])])

    right = exact([mean_nll(P, words) for words in (EMMA[2:], EMMA[:2])])
    expect_close(got, right, rtol=1e-5, name="nll of two lists")
