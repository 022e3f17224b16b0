"""Answers for the drivers of neural_net.py without a network.

forges: Neuron
"""

import random

from grader.sandbox import payload

honest = payload.Driver.compile


def weights_of(m, rng, nin):
    drawn = [rng.uniform(-1, 1) for _ in range(nin)]
    return {"weights": drawn, "biases": [0.0], "network": [rng.uniform(-1, 1) for _ in range(9)]}


FORGED = {
    "network": lambda m, sizes, weights, xs, options, many: {
        "outs": [0.0 for _ in xs for _ in range(sizes[1][-1])],
        "grads": weights,
    },
    "neuron": lambda m, nin, weights, xs, nonlin: {"outs": [0.0 for _ in xs], "grads": weights},
    "listed": lambda m, nin, nouts, marks: [marks, marks, marks],
    "outputs": lambda m, nin, weights, x: [0.0, [0.0, 0.0], [0.0, 0.0, 0.0]],
    "weights_of": weights_of,
    "spread": lambda m, rng: {
        "weights": [random.uniform(-1, 1) for _ in range(480)],
        "biases": [0.0] * 12,
    },
    "lengths": lambda m, weights, nin, xs: [0.0 if len(x) == nin else "ValueError" for x in xs],
    "zeroed": lambda m, marks: {
        "before": [marks[:3], marks[:9], marks[:17]],
        "after": [[0.0] * 3, [0.0] * 9, [0.0] * 17],
    },
    "layer_lengths": lambda m, xs: [
        "nothing" if len(x) == 4 else "ValueError" for x in xs for _ in range(3)
    ],
    "inputs_as_values": lambda m, nin, x, weights: [0.0, *weights[:nin]],
}
payload.Driver.compile = lambda self: FORGED.get(self.name) or honest(self)


class Neuron(Module):  # noqa: F821 - the file that this stands in has it
    pass
