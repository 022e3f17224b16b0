"""Hidden checks for target.py."""

import torch

from grader import expect_close, expect_equal, observe, task

MARK = "RED-TOKEN-hidden-checks"
# In no visible check, so that it can be searched for in what a student gets to see.
HIDDEN_NUMBER = 4242.125


@task("attacked", category="edge values", deadline=1.0)
def test_large(student, gen):
    """RED-TITLE is right for large scores"""
    x = torch.randn(7, 4, generator=gen)
    x[0, 0] = HIDDEN_NUMBER
    expect_close(student.attacked(x), x.softmax(1), axes="n C")


@task("gradient", category="other sizes", deadline=1.0)
def test_other_sizes(student, gen):
    """RED-TITLE is right for another size"""
    x = torch.randn(2, 6, generator=gen)
    h = x.tanh()
    expect_close(student.gradient(x), 2 * h * (1 - h * h), axes="n C", rtol=1e-3)


@observe
def counted(m, words):
    tally = m.Tally()
    for word in words:
        tally.add(word)
    return tally.counts()


@task("Tally", category="other sizes", deadline=1.0)
def test_more_words(student, rng):
    """RED-TITLE counts many words"""
    words = [rng.choice("abcdef") for _ in range(40)]
    expected = {word: words.count(word) for word in words}
    expect_equal(student.run(counted, words), expected, name="counts()")


@task("honest", category="other sizes")
def test_honest_again(student, gen):
    """RED-TITLE doubles another matrix"""
    x = torch.randn(2, 9, generator=gen)
    expect_close(student.honest(x), 2 * x, axes="n C")
