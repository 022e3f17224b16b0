"""Checks for kinds.py."""

import torch

from grader import expect_close, expect_equal, observe, task


def draw(gen):
    return torch.randn(5, 3, generator=gen)


def twice(name, **options):
    @task(name, **options)
    def test(student, gen):
        """doubles a matrix of 5 rows"""
        x = draw(gen)
        expect_close(student.call(name, x), x * 2, axes="n C")

    return test


TWICE = (
    "right",
    "nothing_returned",
    "list_returned",
    "array_returned",
    "axes_swapped",
    "summed_away",
    "other_shape",
    "other_dtype",
    "not_finite",
    "n_times",
    "one_over_n",
    "wrong_sign",
    "half",
    "bessel",
    "odd_factor",
    "thirty_two",
    "offset",
    "zeros",
    "one_entry",
    "raises",
    "raises_own",
    "no_grad_here",
    "started_later",
    "exits",
    "unencodable",
    "too_large",
    "softmax",
    "log_softmax",
    "cross_entropy",
    "autograd",
    "changes_input",
    "prints",
    "missing",
)
globals().update({f"test_{name}": twice(name) for name in TWICE})
test_endless = twice("endless", deadline=0.3)


@task("float_returned")
def test_float(student, gen):
    """returns a matrix"""
    expect_close(student.float_returned(draw(gen)), draw(gen))


@task("axis_missing")
def test_axis_missing(student, gen):
    """sums each row and keeps the axis"""
    x = draw(gen)
    expect_close(student.axis_missing(x), x.sum(1, keepdim=True), axes="n 1")


@task("not_summed")
def test_not_summed(student, gen):
    """sums over the batch"""
    x = draw(gen)
    expect_close(student.not_summed(x), x.sum(0), axes="C", known={"n": 5})


@task("input_returned")
def test_input_returned(student, gen):
    """adds two matrices"""
    x, other = draw(gen), draw(gen)
    expect_close(student.input_returned(x, other), x + other, axes="n C")


@task("overwritten")
def test_overwritten(student, gen):
    """adds up the rows of each index"""
    x, index = draw(gen), torch.tensor([0, 1, 1, 3, 3])
    right = torch.zeros(4, 3).index_add(0, index, x)
    expect_close(student.overwritten(x, index), right, axes="V C", index=index)


@task("few_entries")
def test_few_entries(student):
    """gives the numbers of a small example"""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    expect_close(student.few_entries(x), torch.tensor([[1.0, 4.0], [9.0, 10.0]]))


@task("scalar")
def test_scalar(student):
    """gives one number"""
    expect_close(student.scalar(torch.ones(3)), torch.tensor(4.0))


@task("count")
def test_count(student):
    """counts"""
    expect_equal(student.count(torch.ones(4)), 4)


@task("broadcasts")
def test_broadcasts(student, gen):
    """sums over the batch, in any shape that broadcasts"""
    x = draw(gen)
    expect_close(student.broadcasts(x), x.sum(0, keepdim=True), axes="1 C", shape="broadcast")


@observe
def two_steps(m):
    counter = m.Counter()
    counter.step()
    counter.step()
    return counter.n


@task("Counter")
def test_counter(student):
    """counts two steps"""
    expect_equal(student.run(two_steps), 2, name="n after two steps")


@observe
def sum_of(m):
    half = m.HalfWritten(2)
    got = [w for w, _ in zip(half.parameters(), [1.0, 1.0], strict=True)]
    return [*got, half([1.0, 2.0])]


@task("HalfWritten")
def test_half_written(student):
    """adds products"""
    expect_equal(student.run(sum_of), [1.0, 1.0, 4.0], name="weights and output")


@task("right")
def test_faulty_check(student):
    """is a check with an error of its own"""
    raise ZeroDivisionError("in the check")
