"""Computes the gradient by dual numbers of its own, which cannot be forbidden either.

earns: honest gradient
feedback: -
task: gradient
"""

class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def tanh(self):
        value = self.value.tanh()
        return Dual(value, self.slope * (1 - value * value))

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)


def gradient(x):
    h = Dual(x, x.new_ones(x.shape)).tanh()
    return (h * h).slope


def honest(x):
    return 2 * x


def attacked(x):
    raise NotImplementedError
