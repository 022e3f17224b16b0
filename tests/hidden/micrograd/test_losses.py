"""Hidden checks for losses.py: torch as the second opinion, other sizes."""

import torch
from exercises.micrograd.cases import numbers
from torch.nn import functional as F

from grader import expect_numbers, observe, task


@observe
def of_logits(m, logits, label):
    """The loss, the probabilities and the gradients of the logits."""
    leaves = [m.Value(x) for x in logits]
    probs = m.softmax(leaves)
    loss = m.nll(probs, label)
    loss.backward()
    return {
        "probs": [p.data for p in probs],
        "grads": [loss.data, *(leaf.grad for leaf in leaves)],
    }


@observe
def of_values(m, name, values, targets):
    """The loss called name, and the gradients of the values."""
    leaves = [m.Value(x) for x in values]
    loss = getattr(m, name)(leaves, targets)
    loss.backward()
    return [loss.data, *(leaf.grad for leaf in leaves)]


@task("softmax", category="other sizes")
def test_softmax_and_nll(student, rng):
    """agrees with torch for 2, 4 and 9 classes, also far from 0"""
    for classes, shift in ((2, 0.0), (4, 500.0), (9, -800.0)):
        logits = [x + shift for x in numbers(rng, classes)]
        label = rng.randrange(classes)

        got = student.run(of_logits, logits, label)

        leaf = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
        loss = F.cross_entropy(leaf[None], torch.tensor([label]))
        [gradient] = torch.autograd.grad(loss, leaf)
        probs = leaf.detach().softmax(0).tolist()
        # Logits of size 800 have rounding errors of 1e-13 themselves.
        expect_numbers(got["probs"], probs, scale=1.0, name="the probabilities")
        expected = [float(loss.detach()), *gradient.tolist()]
        expect_numbers(got["grads"], expected, scale=1.0, name="the loss and the gradients")


@task(
    "softmax",
    category="edge values",
    tolerance_reason="equal logits have equal probabilities; other checks tell them apart",
)
def test_equal_logits(student):
    """gives equal logits equal probabilities, at 1000 and at -1000"""
    for x in (1000.0, -1000.0):
        got = student.run(of_logits, [x] * 4, 1)

        expect_numbers(got["probs"], [0.25] * 4, name="the probabilities")
        grads = [1.3862943611198906, 0.25, -0.75, 0.25, 0.25]
        expect_numbers(got["grads"], grads, name="the loss and the gradients")


@task("mse", category="other sizes")
def test_mse(student, rng):
    """mse agrees with torch for 1, 2 and 7 numbers"""
    for n in (1, 2, 7):
        values, targets = numbers(rng, n), numbers(rng, n, 2.5, 3.0)

        got = student.run(of_values, "mse", values, targets)

        leaf = torch.tensor(values, dtype=torch.float64, requires_grad=True)
        loss = F.mse_loss(leaf, torch.tensor(targets, dtype=torch.float64))
        [gradient] = torch.autograd.grad(loss, leaf)
        expect_numbers(
            got, [float(loss.detach()), *gradient.tolist()], name="mse and its gradients"
        )


@task("mse", category="other sizes")
def test_hinge(student, rng):
    """hinge agrees with torch for 1 and 6 scores, on both sides of the margin"""
    for n in (1, 6):
        labels = [1 if i % 2 else -1 for i in range(n)]
        # y * score is about -2, 0.5 or 2: wrong, right but near, right.
        wanted = [-2.0, 0.5, 2.0]
        scores = [y * (wanted[i % 3] + rng.uniform(-0.3, 0.3)) for i, y in enumerate(labels)]

        got = student.run(of_values, "hinge", scores, labels)

        leaf = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
        loss = (1 - torch.tensor(labels) * leaf).relu().mean()
        [gradient] = torch.autograd.grad(loss, leaf)
        expect_numbers(
            got, [float(loss.detach()), *gradient.tolist()], name="hinge and its gradients"
        )
