"""Hidden checks for graph.py: other graphs, functions that autograd agrees with."""

from grader import expect_equal, expect_numbers, observe, task

COUNTS = ("entries", "different Values", "pairs in the wrong order", "place of the root")


@observe
def random_order(m, choices):
    """The four counts for a graph in which node i is made of two earlier ones."""
    nodes, pairs = [m.Value(1.0), m.Value(2.0), m.Value(3.0)], []
    for i, j in choices:
        a, b = nodes[i], nodes[j]
        nodes.append(a + b)
        pairs += [(a, nodes[-1]), (b, nodes[-1])]
    # One root that all are below.
    root = nodes[0]
    for node in nodes[1:]:
        before = root
        root = root + node
        pairs += [(before, root), (node, root)]
    got = list(m.topological_order(root))
    # The first place of each, where one is listed twice.
    place = {id(node): i for i, node in reversed([*enumerate(got)])}
    wrong = sum(place.get(id(a), -1) >= place.get(id(b), -1) for a, b in pairs)
    return [len(got), len(place), wrong, place.get(id(root), -1)]


@task("topological_order", category="other sizes")
def test_random_graphs(student, rng):
    """lists every Value of a random graph once, children before users"""
    for size in (4, 9, 15):
        choices = [rng.sample(range(i), 2) for i in range(3, 3 + size)]

        got = student.run(random_order, choices)

        entries = 2 * (3 + size) - 1
        expected = [entries, entries, 0, entries - 1]
        expect_numbers(got, expected, names=COUNTS, name="the order of a graph")


@observe
def leaf_order(m):
    """How many entries the order of a single leaf has."""
    a = m.Value(5.0)
    got = list(m.topological_order(a))
    return [len(got), int(got[0] is a)]


@task("topological_order", category="edge values")
def test_leaf(student):
    """lists a leaf alone"""
    expect_equal(student.run(leaf_order), [1, 1], name="the order of a leaf")


@observe
def verdicts(m, place):
    """1 or 0 for what grad_check says of one right function and of three wrong ones."""

    def right(*leaves):
        total = leaves[0] * leaves[-1]
        for leaf in leaves:
            total = total + leaf**2 - 3 * leaf
        return total

    def one_missing(*leaves):
        bad = leaves[1] * 2
        bad._backward = lambda: None
        return right(*leaves) + bad

    def sign(*leaves):
        bad = leaves[-1] * 2

        def push():
            leaves[-1].grad -= 2 * bad.grad

        bad._backward = push
        return right(*leaves) + bad

    def upstream_forgotten(*leaves):
        bad = leaves[0] * 5

        def push():
            leaves[0].grad += 5

        bad._backward = push
        return right(*leaves) + 0.5 * bad

    functions = (right, one_missing, sign, upstream_forgotten)
    return [int(bool(m.grad_check(f, place))) for f in functions]


@task("grad_check", category="other sizes")
def test_verdicts(student, rng):
    """passes a right gradient of 2, 3 and 5 inputs and refuses wrong ones"""
    for count in (2, 3, 5):
        place = [rng.uniform(-2, 2) for _ in range(count)]

        got = student.run(verdicts, place)

        names = ("right", "one missing", "sign", "upstream forgotten")
        expect_numbers(got, [1, 0, 0, 0], names=names, name="verdicts (1 is True)")


@observe
def small_errors(m, errors, tol):
    """1 or 0 for functions whose slope of 4 is off by the errors."""

    def off_by(error):
        def f(a, b):
            out = a * 4
            out._backward = lambda: setattr(a, "grad", a.grad + (4 + error) * out.grad)
            return out + b

        return f

    return [int(bool(m.grad_check(off_by(error), [1.5, 2.5], 1e-4, tol))) for error in errors]


@task("grad_check", category="edge values")
def test_errors_of_either_sign(student):
    """tells errors below tol from errors above it, of either sign"""
    got = student.run(small_errors, [0.01, -0.01, 0.09, -0.09], 0.01)

    expect_numbers(got, [1, 1, 0, 0], name="verdicts (1 is True)")
