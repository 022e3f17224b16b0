"""Milestones of micrograd: no points, run with `-m milestone`."""

from exercises.micrograd.cases import NIN, NOUTS

from grader import expect_equal, expect_numbers, milestone, observe

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


@observe
def published_graph(m):
    """The graph in the README of micrograd: its value and its two gradients."""
    a, b = m.Value(-4.0), m.Value(2.0)
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
    got = student.of("Value.backward").run(published_graph)

    record_property("tell", "g = {:.8f}, dg/da = {:.8f}, dg/db = {:.8f}".format(*got))
    expected = [24.70408163, 138.83381924, 645.57725948]
    expect_numbers(got, expected, names=("g", "dg/da", "dg/db"), name="the graph")


@observe
def deep_chain(m):
    """The gradients through a chain of 5,000 sums, and the data of tanh(400)."""
    found = []
    for attempt in (0, 1):
        try:
            if attempt == 0:
                a = m.Value(1.0)
                out = a
                for _ in range(5000):
                    out = out + a
                out.backward()
                found.append(str(a.grad))
            else:
                found.append(str(m.Value(400.0).tanh().data))
        except Exception as e:
            found.append(type(e).__name__)
    return found


@milestone()
def test_challenges(student, record_property):
    """two challenges beyond the lecture: a chain of 5,000 sums, and tanh of 400"""
    chain, tanh = student.of("Value.backward").run(deep_chain)

    record_property("tell", f"the gradient through 5,000 sums: {chain} (5001.0 is right)")
    record_property("tell", f"tanh of 400: {tanh} (1.0 is right)")
    expect_equal([chain, tanh], ["5001.0", "1.0"], name="the pair of answers")


@observe
def one_run(m, sizes, xs, ys, rng):
    """The losses of 100 steps, and the answers afterwards."""
    model = m.MLP(sizes[0], sizes[1], rng=rng)
    losses = m.train(model, xs, ys, 100, 0.05)
    return [float(getattr(loss, "data", loss)) for loss in losses], [model(x).data for x in xs]


@milestone()
def test_training(student, record_property):
    """the lecture's four examples are learned from at least 4 of 5 random beginnings"""
    from random import Random

    reached = 0
    for seed in range(5):
        run = student.of("train").run
        losses, answers = run(one_run, (NIN, NOUTS), XS, YS, Random(seed))
        shown = ", ".join(f"{answer:.3f}" for answer in answers)
        first, last = losses[0], losses[-1]
        record_property("tell", f"seed {seed}: loss {first:.4f} to {last:.4f}, answers {shown}")
        reached += last < 0.05
    record_property("tell", "right answers: 1, -1, -1, 1; the lecture ends near 0.002")
    assert reached >= 4, f"a loss below 0.05 was reached {reached} times of 5"
