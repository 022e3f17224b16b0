"""Inputs and right answers for the checks of graph.py. Nothing in here is to be solved."""

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random
from typing import Any, NamedTuple

from exercises.micrograd.cases import added, multiplied, numbers

from grader import expect_that, observe

# Of so many answers, yes or no, none is right by chance.
CASES = 40


class Graph(NamedTuple):
    """Sums and products over leaves; root is one of the Values that are made.

    marks    a number for every Value that it can be told by: the leaves, then what is made
    steps    (operator, index, index): what each Value is made of that is no leaf
    """

    marks: list[float]
    leaves: int
    steps: list[tuple[Callable[..., Any], int, int]]
    root: int

    def parts(self, index: int) -> list[int]:
        """The indices of what a Value is made of."""
        return [*self.steps[index - self.leaves][1:]] if index >= self.leaves else []

    def below(self) -> set[int]:
        """The indices of root and of all that it is made of."""
        found = {self.root}
        for index in range(self.root, -1, -1):
            if index in found:
                found.update(self.parts(index))
        return found

    def name(self, index: int) -> str:
        """What a message calls a Value: "v3 = v0 * v1"."""
        if index < self.leaves:
            return f"v{index}"
        f, i, j = self.steps[index - self.leaves]
        return f"v{index} = v{i} {'+' if f is added else '*'} v{j}"


def drawn_graph(rng: Random, leaves: int, made: int) -> Graph:
    """A random graph. Not all of its Values are below its root: the last two never are."""
    steps = []
    for count in range(leaves, leaves + made):
        # Near the end, so that much of the graph is below root; products stay small.
        near, f = rng.randrange(max(0, count - 3), count), rng.choice((added, multiplied))
        other = rng.randrange(leaves if f is multiplied else count)
        steps.append((f, *rng.sample([near, other], 2)))
    return Graph(numbers(rng, leaves + made), leaves, steps, leaves + made - 3)


@observe
def order_of(m, marks, leaves, steps, root):
    """The data of what topological_order lists, where the data of each Value is its mark."""
    nodes = [m.Value(mark) for mark in marks[:leaves]]
    for (f, i, j), mark in zip(steps, marks[leaves:], strict=True):
        node = f(nodes[i], nodes[j])
        node.data = mark
        nodes.append(node)
    return [node.data for node in m.topological_order(nodes[root])]


def expect_order(student: Any, graph: Graph) -> None:
    """Every Value below root is listed once, after all that it is made of."""
    got = student.run(order_of, *graph)

    below, times = sorted(graph.below()), Counter(got)
    index = {mark: i for i, mark in enumerate(graph.marks)}
    missing = [i for i in below if graph.marks[i] not in times]
    strange = [mark for mark in times if index.get(mark) not in below]
    more = [mark for mark in times if times[mark] > 1]
    found = " and ".join(
        f"{what} {_listed(graph, indices)}"
        for what, indices in (
            ("without", missing),
            ("with others, such as", [index.get(mark) for mark in strange]),
            ("more than once with", [index[mark] for mark in more if mark in index]),
        )
        if indices
    )
    name = f"the order below v{graph.root}"
    expected = f"once each: {_listed(graph, below)}"
    expect_that(not found, name=name, yours=found, expected=expected, values=sorted(got))
    place = {index[mark]: i for i, mark in enumerate(got)}
    early = [(i, part) for i in below for part in graph.parts(i) if place[i] < place[part]]
    expect_that(
        not early,
        name=name,
        yours="".join(f"{graph.name(i)} before v{part}" for i, part in early[:1]),
        expected="each Value after all that it is made of",
        # Where these are all the pairs there are, the order is a right one reversed.
        values=[graph.marks[i] for i, _part in early],
    )


def _listed(graph: Graph, indices: Iterable[int | None]) -> str:
    return ", ".join("a Value of another graph" if i is None else graph.name(i) for i in indices)


@observe
def ring(*x):
    """xn*x0 + x0*x1 + x1*x2 + ..."""
    return sum([a * b for a, b in zip((x[-1], *x), x, strict=False)])


@observe
def cubes(*x):
    """x0**3 + x1**3 + ... + xn**3"""
    return sum([v**3 for v in x])


@observe
def verdicts(m, f, g, cases, options):
    """What grad_check says of f + g, where g hands back the given shares at the given place."""

    def handing_back(shares):
        def total(*leaves):
            part = g(*leaves)

            def push():
                for leaf, share in zip(leaves, shares, strict=True):
                    leaf.grad += share * part.grad

            part._backward = push
            return f(*leaves) + part

        return total

    return [m.grad_check(handing_back(shares), place, **options) for place, shares in cases]


class Case(NamedTuple):
    """A place, what cubes hands back there, whether that is right, and what can be said of it."""

    place: list[float]
    shares: list[float]
    right: bool
    told: str


def drawn_case(rng: Random, inputs: int, right: bool, h: float, tol: float) -> Case:
    """If it is right, no gradient is off by more than 0.7 of what tol allows.

    If not, one is, or all are, by 1.5 times what tol allows or more.
    """
    place = numbers(rng, inputs, 0.1)
    off = [rng.uniform(-0.7, 0.7) for _ in place]
    if not right:
        for i in rng.choice([[rng.randrange(inputs)], range(inputs)]):
            off[i] = rng.choice((-1, 1)) * rng.choice((1.5, 10, 1000))
    shares, told = [], []
    for i, x in enumerate(place):
        # What differences with h find: without an error of ring, with one of h**2 of a cube.
        of_cube = 3 * x**2 + h**2
        slope = place[i - 1] + place[(i + 1) % inputs] + of_cube
        room = tol * max(1, abs(slope))
        shares.append(of_cube + off[i] * room)
        told.append(
            f"x{i} has the gradient {slope + off[i] * room:.10g}, the slope is {slope:.10g}, "
            f"and tol allows {room:.2g}"
        )
    return Case(place, shares, right, max(zip(map(abs, off), told, strict=True))[1])


def expect_verdicts(student: Any, rng: Random, inputs: int, **options: float) -> None:
    """grad_check tells right gradients of so many inputs from wrong ones."""
    h, tol = options.get("h", 1e-6), options.get("tol", 1e-5)
    kinds = rng.sample([True, False] * (CASES // 2), CASES)
    cases = [drawn_case(rng, inputs, right, h, tol) for right in kinds]

    got = student.run(verdicts, ring, cubes, [case[:2] for case in cases], options)

    said = [bool(verdict) for verdict in got]
    for case, verdict in zip(cases, said, strict=True):
        expect_that(
            verdict is case.right,
            name=f"grad_check at ({', '.join(f'{x:.4g}' for x in case.place)})",
            yours=str(verdict),
            expected=f"{case.right}: {case.told}",
            values=[int(verdict) for verdict in said],
        )
