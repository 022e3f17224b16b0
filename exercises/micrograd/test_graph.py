"""Visible checks for graph.py. Grading uses its own copy of this file."""

from exercises.micrograd.cases import added, numbers
from exercises.micrograd.graph_cases import (
    Graph,
    drawn_graph,
    drawn_tree,
    expect_order,
    expect_verdicts,
)

from grader import task


@task("topological_order")
def test_order(student, rng):
    """lists every Value below a root once, children before users"""
    graphs = [drawn_graph(rng, leaves, made) for leaves, made in ((2, 5), (3, 8), (4, 12))]
    expect_order(student, rng, [*graphs, *(graph.turned for graph in graphs)])


@task("topological_order")
def test_random_graphs(student, rng):
    """does so in 24 random graphs, also where two leaves hold the same number"""
    expect_order(student, rng, [drawn_graph(rng, 3, made) for made in [*range(4, 12)] * 3])


@task("topological_order")
def test_tree(student, rng):
    """does so where every Value is used once"""
    expect_order(student, rng, [drawn_tree(rng, 6)])


@task("topological_order")
def test_shared_values(student, rng):
    """lists a Value once that is used twice, again and again"""
    doublings = [(added, i, i) for i in range(12)]

    expect_order(student, rng, [Graph(numbers(rng, 1), doublings, 11)])


@task("grad_check")
def test_verdicts(student, rng):
    """passes right gradients of two inputs and refuses wrong ones"""
    expect_verdicts(student, rng, 2)


@task("grad_check")
def test_tolerance(student, rng):
    """passes what lies within tol and refuses what does not"""
    expect_verdicts(student, rng, 2, tol=0.003)


@task("grad_check")
def test_step(student, rng):
    """takes its differences with h"""
    expect_verdicts(student, rng, 2, h=1.0)


@task("grad_check")
def test_three_inputs(student, rng):
    """looks at all of three inputs"""
    expect_verdicts(student, rng, 3)
