"""Hidden checks for pytorch.py: other sizes."""

import torch
from exercises.micrograd.cases import expect_neuron, numbers

from grader import task


@task("neuron_in_torch", category="other sizes")
def test_sizes(student, rng):
    """agrees with torch for 1, 2 and 5 inputs"""
    for n in (1, 2, 5):
        place = numbers(rng, 2 * n + 1, 0.2, 0.9)
        leaf = torch.tensor(place, dtype=torch.float64, requires_grad=True)
        out = torch.tanh(torch.dot(leaf[:n], leaf[n:-1]) + leaf[-1])
        [gradient] = torch.autograd.grad(out, leaf)

        expected = [float(out.detach()), *gradient.tolist()]
        expect_neuron(student, place[:n], place[n:-1], place[-1], expected)
