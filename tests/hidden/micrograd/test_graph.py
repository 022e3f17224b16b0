"""Hidden checks for graph.py: other graphs, other numbers of inputs, other tolerances."""

from exercises.micrograd.cases import numbers
from exercises.micrograd.graph_cases import Graph, drawn_graph, expect_order, expect_verdicts

from grader import task


@task("topological_order", category="other sizes")
def test_random_graphs(student, rng):
    """lists every Value below a root once in 24 random graphs"""
    graphs = [drawn_graph(rng, rng.randint(2, 5), made) for made in range(5, 17)]
    expect_order(student, rng, [*graphs, *(graph.turned for graph in graphs)])


@task("topological_order", category="edge values")
def test_leaf(student, rng):
    """lists a leaf alone"""
    expect_order(student, rng, [Graph(numbers(rng, 3), [], root) for root in (0, 2, 1)])


@task("grad_check", category="other sizes")
def test_verdicts(student, rng):
    """passes right gradients of 1, 2, 3 and 5 inputs and refuses wrong ones"""
    for inputs in (1, 2, 3, 5):
        expect_verdicts(student, rng, inputs)


@task("grad_check", category="edge values")
def test_other_steps_and_tolerances(student, rng):
    """takes h and tol from its arguments"""
    for h, tol in ((1e-4, 0.01), (0.5, 1e-6), (1e-5, 1e-3)):
        expect_verdicts(student, rng, 2, h=h, tol=tol)
