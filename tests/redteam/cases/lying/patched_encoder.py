"""Has the codec name wrong shapes.

earns: nothing
feedback: broke the protocol | has wrong | ended itself
"""

from grader.sandbox import encode

original = encode._Encoder.tensor


def tensor(self, value):
    name, shape, strides, grad = original(self, value)
    return [name, [n + 1 for n in shape], strides, grad]


encode._Encoder.tensor = tensor


def attacked(x):
    return x


def honest(x):
    return 2 * x
