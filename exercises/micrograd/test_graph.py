"""Visible checks for graph.py. Grading uses its own copy of this file."""

from exercises.micrograd.cases import numbers

from grader import expect_equal, expect_numbers, observe, task

COUNTS = ("entries", "different Values", "pairs in the wrong order", "place of the root")


@observe
def chain_order(m, xs):
    """Of topological_order for a graph of sums and products of the leaves xs: the four counts."""
    leaves = [m.Value(x) for x in xs]
    made = [leaves[0] * leaves[1]]
    pairs = [(leaves[0], made[0]), (leaves[1], made[0])]
    for leaf in leaves[2:]:
        before = made[-1]
        made += [before + leaf]
        pairs += [(before, made[-1]), (leaf, made[-1])]
    root = made[0] * made[-1]
    pairs += [(made[0], root), (made[-1], root)]
    got = list(m.topological_order(root))
    # The first place of each, where one is listed twice.
    place = {id(node): i for i, node in reversed([*enumerate(got)])}
    wrong = sum(place.get(id(a), -1) >= place.get(id(b), -1) for a, b in pairs)
    return [len(got), len(place), wrong, place.get(id(root), -1)]


@task("topological_order")
def test_order(student, rng):
    """lists every Value of a graph once, children before users, the root last"""
    for count in (3, 6):
        got = student.run(chain_order, numbers(rng, count))

        size = 2 * count
        expect_numbers(got, [size, size, 0, size - 1], names=COUNTS, name="the order of a graph")


@observe
def shared_order(m, depth):
    """The four counts for y = y + y, repeated, and the number of entries for a leaf."""
    chain = [m.Value(1.0)]
    for _ in range(depth):
        chain.append(chain[-1] + chain[-1])
    got = list(m.topological_order(chain[-1]))
    # The first place of each, where one is listed twice.
    place = {id(node): i for i, node in reversed([*enumerate(got)])}
    places = [place.get(id(node), -1) for node in chain]
    wrong = sum(places[i] >= places[i + 1] for i in range(depth))
    return [len(got), len(place), wrong, place.get(id(chain[-1]), -1)]


@task("topological_order")
def test_shared_values(student):
    """lists a Value once that is used twice, again and again"""
    got = student.run(shared_order, 12)

    expect_numbers(got, [13, 13, 0, 12], names=COUNTS, name="the order of 12 doublings")


@observe
def verdicts(m, place, h, tol):
    """1 or 0 for what grad_check says of five functions, one right and four wrong."""

    def right(a, b):
        return a * b + a**3 / b

    def tampered(change):
        def f(a, b):
            product = a * b
            product._backward = lambda: change(a, b, product.grad)
            return product + a

        return f

    def nothing(a, b, grad):
        pass

    def too_small(a, b, grad):
        a.grad += 0.9 * b.data * grad
        b.grad += a.data * grad

    def only_the_first(a, b, grad):
        a.grad += b.data * grad

    def too_large(a, b, grad):
        a.grad += b.data * grad
        b.grad += 1.2 * a.data * grad

    wrong = [tampered(change) for change in (nothing, too_small, only_the_first, too_large)]
    return [int(bool(m.grad_check(f, place, h, tol))) for f in (right, *wrong)]


VERDICTS = ("right", "no gradient", "a.grad 10% short", "no b.grad", "b.grad 20% too large")


@task("grad_check")
def test_verdicts(student, rng):
    """passes a right gradient and refuses four wrong ones"""
    for place in ([1.5, 2.0], [-1.5, 2.0], [1.5, -2.0], numbers(rng, 2)):
        got = student.run(verdicts, place, 1e-6, 1e-5)

        expect_numbers(got, [1, 0, 0, 0, 0], names=VERDICTS, name="verdicts (1 is True)")


@task("grad_check")
def test_tolerance(student):
    """passes what lies within tol and refuses what does not"""
    # The slopes are 3 in a and place[0] in b. 10% of b are 0.2, 20% of a are 0.3 or 0.1.
    # Below a slope of 1 the room is tol itself.
    for place, tol, expected in (
        ([1.5, 2.0], 0.15, [1, 0, 1, 0, 0]),
        ([0.5, 2.0], 0.15, [1, 0, 1, 0, 1]),
        ([0.5, 2.0], 0.07, [1, 0, 1, 0, 0]),
        ([1.5, 2.0], 0.05, [1, 0, 0, 0, 0]),
    ):
        got = student.run(verdicts, place, 1e-6, tol)

        name = f"verdicts with tol = {tol} (1 is True)"
        expect_numbers(got, expected, names=VERDICTS, name=name)


@task("grad_check")
def test_step(student):
    """takes its differences with h"""
    # The symmetric difference of a**3 / b with h = 1 is off by 1 / b.
    got = student.run(verdicts, [1.5, 2.0], 1.0, 1e-5)

    expect_equal(got, [0, 0, 0, 0, 0], name="the verdicts with h = 1 (0 is False)")


@task("grad_check")
def test_three_inputs(student):
    """looks at the last of three inputs"""
    got = student.run(last_input, [2.0, 3.0, 4.0])

    expect_numbers(got, [1, 0], names=("right", "c.grad missing"), name="verdicts (1 is True)")


@observe
def last_input(m, place):
    """1 or 0 for a right function of three, and for one that gives its last input nothing."""

    def right(a, b, c):
        return a * b + c * a

    def wrong(a, b, c):
        product = c * a
        product._backward = lambda: setattr(a, "grad", a.grad + c.data * product.grad)
        return a * b + product

    return [int(bool(m.grad_check(f, place))) for f in (right, wrong)]
