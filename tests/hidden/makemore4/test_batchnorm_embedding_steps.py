"""Hidden checks for batchnorm_embedding_steps.py: other sizes, other numbers, other layouts."""

from itertools import chain

from exercises.makemore4.cases import Sizes, axes, cuts, real_path, scale

from grader import each_task, expect_any_close

# db1 is 0 up to rounding on the real path.
REAL = (
    "dbngain",
    "dbnbias",
    "dbnraw",
    "dbnvar_inv",
    "dbnvar",
    "dbndiff2",
    "dbndiff",
    "dbnmeani",
    "dhprebn",
    "dembcat",
    "dW1",
    "demb",
    "dC",
)
CUT = (*REAL, "db1")

# Reshaping a gradient with .view raises an error if it lies in memory the other way round.
EMBEDDING = ("demb", "dC")
ANY_LAYOUT = tuple(name for name in CUT if name not in EMBEDDING)


def expect_answer(student, name, cases):
    """The step is right in at least one of the cases."""
    first = next(cases)
    expect_any_close(
        ((student.call(name, f, g), r) for f, g, right in chain([first], cases) for r in right),
        axes=axes(name),
        scale=scale(name, first),
        shape="broadcast",
        index=first.f.X,
    )


@each_task(*REAL, category="real path")
def test_real_loss(student, gen, name):
    """agrees with autograd on a batch of 6 where sizes are equal"""
    expect_answer(student, name, iter([real_path(name, Sizes(n=6, V=6, e=3, T=3, H=6), gen)]))


@each_task(*CUT, category="random upstream")
def test_any_gradient_from_above(student, gen, name):
    """agrees with autograd for any gradient from above and a batch of 3"""
    expect_answer(student, name, cuts(name, Sizes(n=3, V=8, e=7, T=2, H=10), gen))


@each_task(*EMBEDDING, category="edge values")
def test_few_letters(student, gen, name):
    """is right if each of 3 letters occurs many times"""
    expect_answer(student, name, cuts(name, Sizes(n=11, V=3, e=4, T=2, H=6), gen))


@each_task(*EMBEDDING, category="edge values")
def test_one_letter_of_context(student, gen, name):
    """is right for a context of 1 letter and many letters that do not occur"""
    expect_answer(student, name, cuts(name, Sizes(n=6, V=29, e=5, T=1, H=8), gen))


@each_task(*ANY_LAYOUT, category="memory layout")
def test_other_layout(student, gen, name):
    """is right for any gradient from above and not contiguous tensors"""
    sizes = Sizes(n=10, V=14, e=5, T=3, H=8)
    expect_answer(student, name, cuts(name, sizes, gen, other_layout=True))
