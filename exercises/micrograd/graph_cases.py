"""Graphs for the checks of value.py and graph.py. Nothing in here is to be solved."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import exp, tanh
from random import Random
from typing import Any, NamedTuple

from exercises.micrograd.cases import added, expect_floats, multiplied, numbers, subtracted, told

from grader import Seen, expect_that, observe

# Of so many answers, yes or no, none is right by chance.
CASES = 40


@observe
def squeezed(a, b):
    """tanh(a)"""
    return a.tanh()


@observe
def grown(a, b):
    """exp(a / 4)"""
    return (a / 4).exp()


@observe
def lowered(a, b):
    """a / (b * b + 1)"""
    return a / (b * b + 1)


@observe
def rooted(a, b):
    """(a ** 2 + 2 * b ** 2 + 1) ** 0.5"""
    return (a**2 + 2 * b**2 + 1) ** 0.5


# How a message writes each step, and those that plain numbers have no method for.
FORMS = {
    added: "v{} + v{}",
    multiplied: "v{} * v{}",
    subtracted: "v{} - v{}",
    squeezed: "tanh(v{})",
    grown: "exp(v{} / 4)",
    lowered: "v{} / (v{} ** 2 + 1)",
    rooted: "(v{} ** 2 + 2 * v{} ** 2 + 1) ** 0.5",
}
PLAIN_STEPS = {squeezed: lambda a, b: tanh(a), grown: lambda a, b: exp(a / 4)}


class Graph(NamedTuple):
    """Sums and products over leaves; root is one of the Values that are made.

    place    the numbers of the leaves
    steps    (operator, index, index): what each Value is made of that is no leaf
    """

    place: list[float]
    steps: list[tuple[Callable[..., Any], int, int]]
    root: int

    @property
    def leaves(self) -> int:
        """How many there are; what is made is numbered after them."""
        return len(self.place)

    @property
    def turned(self) -> "Graph":
        """The same with the two sides of every operator exchanged."""
        return self._replace(steps=[(f, j, i) for f, i, j in self.steps])

    def value(self, *leaves: Any) -> Any:
        """What root is for these leaves: tensors, or plain numbers if it is of + and * alone."""
        found = [*leaves]
        for f, i, j in self.steps:
            found.append(f(found[i], found[j]))
        return found[self.root]

    def plain(self, *leaves: float) -> float:
        """The same for plain numbers, whatever it is made of."""
        return float(self.all_plain(*leaves)[self.root])

    def all_plain(self, *leaves: float) -> list[float]:
        """The plain numbers of all leaves, of `place` without arguments, and all that is made."""
        found = [*(leaves or self.place)]
        for f, i, j in self.steps:
            found.append(PLAIN_STEPS.get(f, f)(found[i], found[j]))
        return found

    def parts(self, index: int) -> list[int]:
        """The indices of what a Value is made of."""
        return [*self.steps[index - self.leaves][1:]] if index >= self.leaves else []

    def below(self) -> set[int]:
        """The indices of root and of all that it is made of."""
        return {*self.ways()}

    def ways(self, twice: bool = True) -> Counter[int]:
        """On how many ways each Value is reached from root.

        twice    y + y counts as two ways to y
        """
        found = Counter({self.root: 1})
        for index in range(self.root, self.leaves - 1, -1):
            parts = self.parts(index)
            for part in (parts if twice else {*parts}) if found[index] else ():
                found[part] += found[index]
        return +found

    def name(self, index: int) -> str:
        """What a message calls a Value: "v3 = v0 * v1"."""
        if index < self.leaves:
            return f"v{index}"
        f, i, j = self.steps[index - self.leaves]
        return f"v{index} = {FORMS[f].format(i, j)}"

    def text(self) -> str:
        """All that is made below root, up to root."""
        made = (i for i in sorted(self.below()) if i >= self.leaves)
        return "; ".join(map(self.name, made)) or f"v{self.root}"


def drawn_graph(rng: Random, leaves: int, made: int) -> Graph:
    """A random graph. Not all of its Values are below its root: the last two never are.

    In every second graph two leaves hold the same number.
    """
    steps = []
    for count in range(leaves, leaves + made):
        # Near the end, so that much of the graph is below root; products stay small.
        near, f = rng.randrange(max(0, count - 3), count), rng.choice((added, multiplied))
        other = rng.randrange(leaves if f is multiplied else count)
        steps.append((f, *rng.sample([near, other], 2)))
    place = numbers(rng, leaves)
    place[-1] = place[0] if made % 2 else place[-1]
    return Graph(place, steps, leaves + made - 3)


def drawn_tree(rng: Random, made: int) -> Graph:
    """A random graph in which every Value is used once, but for its root."""
    waiting, steps = [*range(made + 1)], []
    for count in range(made + 1, 2 * made + 1):
        rng.shuffle(waiting)
        steps.append((rng.choice((added, multiplied)), waiting.pop(), waiting.pop()))
        waiting.append(count)
    return Graph(numbers(rng, made + 1), steps, 2 * made)


def drawn_mixture(rng: Random, leaves: int, made: int) -> Graph:
    """A random graph of all operators of the lecture, all of whose numbers stay small."""
    steps = []
    for count in range(leaves, leaves + made):
        f = rng.choice((added, multiplied, subtracted, squeezed, lowered, rooted))
        near, other = rng.randrange(max(0, count - 3), count), rng.randrange(leaves)
        pair = rng.sample([near, other], 2)
        # What is squeezed is of size 1, so exp of it is as well.
        small = near >= leaves and steps[near - leaves][0] is squeezed
        steps.append((grown, near, near) if small else (f, *pair))
    return Graph(numbers(rng, leaves), steps, leaves + made - 1)


def _sent(graphs: Sequence[Graph]) -> tuple[list[Any], list[Any]]:
    """The operators of graphs, each once, and the graphs with operators by their numbers."""
    operators = list(dict.fromkeys(f for graph in graphs for f, _, _ in graph.steps))
    return operators, [
        [graph.place, [[operators.index(f), i, j] for f, i, j in graph.steps], graph.root]
        for graph in graphs
    ]


@observe
def order_of(m, operators, graphs, marks, told):
    """What topological_order lists of each graph, each Value by its mark, any other by its type."""
    orders = []
    for (place, steps, root), of_this in zip(graphs, marks, strict=True):
        nodes, found = [m.Value(x) for x in place], []
        for f, i, j in steps:
            nodes.append(operators[f](nodes[i], nodes[j]))
        order = m.topological_order(nodes[root])
        for node, mark in zip(nodes, of_this, strict=True):
            node.data = mark
        for node in order:
            try:
                found.append(told(node.data))
            except AttributeError:
                found.append(type(node).__name__)
        orders.append(found)
    return orders


def expect_order(student: Any, rng: Random, graphs: Sequence[Graph]) -> None:
    """In each graph every Value below root is listed once, after all that it is made of."""
    marks = [numbers(rng, graph.leaves + len(graph.steps)) for graph in graphs]

    got = student.run(order_of, *_sent(graphs), marks, told)

    for graph, of_this, order in zip(graphs, marks, got, strict=True):
        _expect_listed(graph, of_this, order)


def _expect_listed(graph: Graph, marks: list[float], got: list[Any]) -> None:
    below, times = sorted(graph.below()), Counter(got)
    index = {mark: i for i, mark in enumerate(marks)}
    missing = [i for i in below if marks[i] not in times]
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
    expect_that(not found, name=name, yours=found, expected=expected, values=sorted(got, key=str))
    place = {index[mark]: i for i, mark in enumerate(got)}
    early = [(i, part) for i in below for part in graph.parts(i) if place[i] < place[part]]
    expect_that(
        not early,
        name=name,
        yours="".join(f"{graph.name(i)} before v{part}" for i, part in early[:1]),
        expected="each Value after all that it is made of",
        # Where these are all the pairs there are, the order is a right one reversed.
        values=[marks[i] for i, _part in early],
    )


@observe
def watched_backward(m, operators, graphs, told):
    """Of each graph the grads of all Values after backward(), and the calls of every _backward.

    A call is [index, grad of that Value when its _backward was called]; they stand in their order.
    """

    def watched(calls, index, node, push):
        def call():
            calls.append([index, told(node.grad)])
            push()

        return call

    found = []
    for place, steps, root in graphs:
        nodes, calls = [m.Value(x) for x in place], []
        for f, i, j in steps:
            nodes.append(operators[f](nodes[i], nodes[j]))
        for index, node in enumerate(nodes):
            node._backward = watched(calls, index, node, node._backward)
        nodes[root].backward()
        found.append({"grads": [told(node.grad) for node in nodes], "calls": calls})
    return found


def expect_backward(
    student: Any,
    graphs: Sequence[Graph],
    gradient: Callable[[Graph], list[float]],
    **more: Any,
) -> None:
    """backward() from the root of each graph gives the leaves their gradient.

    Where it does not, what backward() did is looked at.
    """
    answers = student.run(watched_backward, *_sent(graphs), told)

    for graph, got in zip(graphs, answers, strict=True):
        expected, grads = gradient(graph), got["grads"][: graph.leaves]
        names = [f"v{i}.grad" for i in range(graph.leaves)]
        scale, seen = max(1.0, *map(abs, expected)), seen_in(graph, got)
        name = f"gradients of {graph.text()}"
        expect_floats(grads, expected, names=names, name=name, scale=scale, seen=seen, **more)


def seen_in(graph: Graph, got: Any) -> Seen | None:
    """What backward() did with a _backward that no right one does; None if there is nothing."""
    made = [i for i in sorted(graph.below()) if i >= graph.leaves]
    calls = {i: [grad for index, grad in got["calls"] if index == i] for i in made}
    ways = graph.ways()
    is_tree = max(ways.values()) == 1
    for i in made:
        if not calls[i]:
            near = {*made} & {graph.root, *graph.parts(graph.root)}
            key = "backward_stops_early" if {j for j in made if calls[j]} == near else ""
            key = key if is_tree else _taken_for_another(graph, calls)
            return Seen(key, f"{graph.name(i)} never passes its gradient on")
    most = max(made, key=lambda i: len(calls[i]))
    if len(calls[most]) > 1:
        each = [{i: len(calls[i]) for i in made} == {i: w[i] for i in made} for w in _both(graph)]
        # On fewer ways, twice and once for every way may be the same.
        key = "backward_every_path" if any(each) else "backward_twice"
        key = key if ways[most] > 3 or not any(each) else ""
        return Seen(key, f"{graph.name(most)} passes its gradient on {len(calls[most])} times")
    # Two nans differ as well.
    early = [i for i in made if calls[i][0] != got["grads"][i] == got["grads"][i]]
    if not early:
        return None
    turns = {index: turn for turn, (index, _grad) in enumerate(got["calls"])}
    pairs = [(part, i) for i in made for part in graph.parts(i) if part >= graph.leaves]
    upwards = all(turns[part] < turns[i] for part, i in pairs)
    key = "backward_forward_order" if upwards else "backward_depth_first"
    return Seen(key, f"{graph.name(early[0])} passes its gradient on before it is complete")


def _taken_for_another(graph: Graph, calls: dict[int, list[Any]]) -> str:
    """The mistake that leaves out only what holds the same number as another Value."""
    numbers, below = graph.all_plain(), graph.below()
    first = max(i for i in calls if not calls[i])
    same = any(numbers[first] == numbers[other] for other in below if other != first)
    return "backward_leaves_out" if same else ""


def _both(graph: Graph) -> list[Counter[int]]:
    return [graph.ways(twice) for twice in (True, False)]


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
