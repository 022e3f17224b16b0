"""Milestones of micrograd: no points, run with `-m milestone`."""

from exercises.micrograd.cases import NIN, NOUTS, count

from grader import expect_numbers, milestone, observe

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


@observe
def published_graph(m, x, y):
    """The graph in the README of micrograd: its value and its two gradients."""
    a, b = m.Value(x), m.Value(y)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    return [g.data, a.grad, b.grad]


@milestone()
def test_published_graph(student, record_property):
    """the graph in micrograd's own README: 24.7041, 138.8338 and 645.5773"""
    got = student.of("Value.backward").run(published_graph, -4.0, 2.0)

    record_property("tell", "g = {:.8f}, dg/da = {:.8f}, dg/db = {:.8f}".format(*got))
    expected = [24.70408163, 138.83381924, 645.57725948]
    expect_numbers(got, expected, names=("g", "dg/da", "dg/db"), name="the graph")


@observe
def far(m, n, x):
    """The gradient through a chain of n sums, and the data of tanh(x)."""
    found = []
    try:
        a = m.Value(1.0)
        out = a
        for _ in range(n):
            out = out + a
        out.backward()
        found.append(a.grad)
    except Exception as e:
        found.append(type(e).__name__)
    try:
        found.append(m.Value(x).tanh().data)
    except Exception as e:
        found.append(type(e).__name__)
    return found


@milestone()
def test_challenges(student, record_property):
    """two challenges beyond the lecture: a chain of 5,000 sums, and tanh of 400"""
    chain, tanh = student.of("Value.backward").run(far, 5000, 400.0)

    record_property("tell", f"the gradient through 5,000 sums: {chain} (5001.0 is right)")
    record_property("tell", f"tanh of 400: {tanh} (1.0 is right)")
    expect_numbers([chain, tanh], [5001.0, 1.0], names=("chain", "tanh"), name="the answers")


@observe
def one_run(m, sizes, weights, xs, ys):
    """The losses of 100 steps, and the answers afterwards."""

    def number(loss):
        try:
            return loss.data
        except AttributeError:
            return loss

    model = m.MLP(sizes[0], sizes[1])
    for p, weight in zip(model.parameters(), weights, strict=True):
        p.data = weight
    losses = m.train(model, xs, ys, 100, 0.05)
    return [number(loss) for loss in losses], [model(x).data for x in xs]


@milestone()
def test_training(student, record_property):
    """the lecture's four examples are learned from at least 4 of 5 random beginnings"""
    from random import Random

    reached = 0
    for seed in range(5):
        run = student.of("train").run
        draw = Random(seed).uniform
        weights = [draw(-1, 1) for _ in range(count(NIN, NOUTS))]
        losses, answers = run(one_run, (NIN, NOUTS), weights, XS, YS)
        shown = ", ".join(f"{answer:.3f}" for answer in answers)
        first, last = losses[0], losses[-1]
        record_property("tell", f"seed {seed}: loss {first:.4f} to {last:.4f}, answers {shown}")
        reached += last < 0.05
    record_property("tell", "right answers: 1, -1, -1, 1; the lecture ends near 0.002")
    assert reached >= 4, f"a loss below 0.05 was reached {reached} times of 5"
