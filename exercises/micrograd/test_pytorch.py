"""Visible checks for pytorch.py. Grading uses its own copy of this file."""

import math

from exercises.micrograd.cases import expect_neuron, numbers, slopes

from grader import task

# The first call imports torch.
SECONDS = 60.0


@task("neuron_in_torch", deadline=SECONDS)
def test_by_hand(student):
    """gives 1/2 at x = (2, 0), w = (-3, 1), where the slope of tanh is 3/4"""
    # The sum is log(3) / 2, where tanh is 1/2 and its slope 1 - 1/4.
    expected = [0.5, -2.25, 0.75, 1.5, 0.0, 0.75]
    expect_neuron(student, [2.0, 0.0], [-3.0, 1.0], 6 + math.log(3) / 2, expected)


@task("neuron_in_torch", deadline=SECONDS)
def test_elsewhere(student, rng):
    """agrees with differences for three random inputs"""
    place = numbers(rng, 7, 0.2, 0.9)
    # Whatever is drawn, an input and the bias are negative.
    place[0], place[6] = -abs(place[0]), -abs(place[6])

    def out(*p):
        return math.tanh(math.fsum((p[0] * p[3], p[1] * p[4], p[2] * p[5], p[6])))

    expected = [out(*place), *slopes(out, place)]
    expect_neuron(student, place[:3], place[3:6], place[6], expected)
