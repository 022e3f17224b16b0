"""Hidden checks for linear_tanh_steps.py: other sizes, other numbers, other layouts."""

from exercises.makemore4.cases import Sizes, axes, cuts, real_path

from grader import each_task, expect_any_close, expect_close

STEPS = ("dh", "dW2", "db2", "dhpreact")

# The logits of a network that is sure of itself are this many times farther apart.
SURE = 4.0


def answers(student, name, cases):
    """The pairs (answer, right value) for all cases; one of them has to agree."""
    return ((student.call(name, f, g), r) for f, g, right in cases for r in right)


@each_task(*STEPS, category="real path")
def test_real_loss(student, gen, name):
    """agrees with autograd on a batch of 6 where sizes are equal"""
    f, g, [right] = real_path(name, Sizes(n=6, V=6, e=3, T=3, H=6), gen)

    expect_close(student.call(name, f, g), right, axes=axes(name), shape="broadcast")


@each_task(*STEPS, category="random upstream")
def test_any_gradient_from_above(student, gen, name):
    """agrees with autograd for any gradient from above and a batch of 3"""
    pairs = answers(student, name, cuts(name, Sizes(n=3, V=8, e=7, T=2, H=10), gen))

    expect_any_close(pairs, axes=axes(name), shape="broadcast")


@each_task(*STEPS, category="other sizes")
def test_as_many_units_as_letters(student, gen, name):
    """is right if no shape tells the axes apart: 9 rows, units, letters"""
    pairs = answers(student, name, cuts(name, Sizes(n=9, V=9, e=3, T=3, H=9), gen))

    expect_any_close(pairs, axes=axes(name), shape="broadcast")


@each_task(*STEPS, category="edge values")
def test_probabilities_near_0_and_1(student, gen, name):
    """is right for a network that is sure of itself, and wrong in some rows"""
    f, g, [right] = real_path(name, Sizes(n=6, V=10, e=4, T=2, H=11), gen, spread=SURE)

    expect_close(student.call(name, f, g), right, axes=axes(name), shape="broadcast")


@each_task(*STEPS, category="memory layout")
def test_other_layout(student, gen, name):
    """is right for any gradient from above and not contiguous tensors"""
    cases = cuts(name, Sizes(n=10, V=14, e=5, T=3, H=8), gen, other_layout=True)

    expect_any_close(answers(student, name, cases), axes=axes(name), shape="broadcast")
