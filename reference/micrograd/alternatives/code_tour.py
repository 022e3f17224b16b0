"""As the published library has it: everything through +, * and **, modules, and tuples."""

# ruff: noqa: B905, F821, RUF017 - names that are not defined here are those of the solution files

import math


class Value:
    __slots__ = ("_backward", "_op", "_prev", "data", "grad")

    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0
        self._backward = lambda: None
        self._prev = _children
        self._op = _op

    def __add__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            for v in (self, other):
                v.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad = self.grad + out.grad * other.data
            other.grad = other.grad + out.grad * self.data

        out._backward = _backward
        return out

    def __pow__(self, n):
        if isinstance(n, Value):
            raise NotImplementedError("a power of a Value")
        out = Value(pow(self.data, n), (self,), "pow")

        def _backward():
            self.grad += n * pow(self.data, n - 1) * out.grad

        out._backward = _backward
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return (self - other) * -1

    def __truediv__(self, other):
        if not isinstance(other, Value):
            other = Value(other)
        return self * other**-1

    def __rtruediv__(self, other):
        return Value(other) / self

    def exp(self):
        out = Value(math.e**self.data, (self,), "exp")

        def _backward():
            self.grad += math.exp(self.data) * out.grad

        out._backward = _backward
        return out

    def tanh(self):
        e = (2 * self).exp()
        return (e - 1) / (e + 1)

    def relu(self):
        out = Value(self.data if self.data > 0 else 0.0, (self,), "relu")

        def _backward():
            self.grad += out.grad if self.data > 0 else 0.0

        out._backward = _backward
        return out

    def log(self):
        if self.data <= 0:
            raise ValueError("log of a number that is not positive")
        out = Value(math.log(self.data), (self,), "log")

        def _backward():
            self.grad += self.data**-1 * out.grad

        out._backward = _backward
        return out

    def backward(self):
        uses = {}
        waiting = [self]
        while waiting:
            node = waiting.pop()
            for child in node._prev:
                if id(child) not in uses:
                    uses[id(child)] = 0
                    waiting.append(child)
                uses[id(child)] += 1
        self.grad = 1
        ready = [self]
        while ready:
            node = ready.pop()
            node._backward()
            for child in node._prev:
                uses[id(child)] -= 1
                if uses[id(child)] == 0:
                    ready.append(child)


def topological_order(root):
    depth = {}
    nodes = []

    def go(node):
        if id(node) in depth:
            return depth[id(node)]
        depth[id(node)] = 1 + max([go(child) for child in node._prev], default=0)
        nodes.append(node)
        return depth[id(node)]

    go(root)
    return sorted(nodes, key=lambda node: depth[id(node)])


class Module:
    """The gradient becomes the whole number 0, as in the published library. The solution above
    sets 0.0, so that it is a float from the beginning.
    """

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0

    def parameters(self):
        return []


class Neuron(Module):
    """Weights and bias are one list, so parameters() returns what is there, and the activation is
    looked up in a dict. The solution above keeps them under names of their own and asks with
    if.
    """

    def __init__(self, nin, nonlin="tanh", rng=None):
        draw = random.uniform if rng is None else rng.uniform
        self.parts = [Value(draw(-1, 1)) for _ in range(nin)] + [Value(0)]
        self.act = {
            "tanh": lambda v: v.tanh(),
            "relu": lambda v: v.relu(),
            "linear": lambda v: v,
        }[nonlin]

    def __call__(self, x):
        if len(x) + 1 != len(self.parts):
            raise ValueError(f"expected {len(self.parts) - 1} inputs, got {len(x)}")
        total = 0
        for w, xi in zip(self.parts, x):
            total += w * xi
        return self.act(total + self.parts[-1])

    def parameters(self):
        return self.parts


class Layer(Module):
    """The neurons and their parameters are gathered in loops with append and extend. The solution
    above uses comprehensions.
    """

    def __init__(self, nin, nout, **kwargs):
        self.neurons = []
        for _ in range(nout):
            self.neurons.append(Neuron(nin, **kwargs))

    def __call__(self, x):
        out = [n(x) for n in self.neurons]
        if len(out) == 1:
            return out[0]
        return out

    def parameters(self):
        found = []
        for n in self.neurons:
            found.extend(n.parameters())
        return found


class MLP(Module):
    """The layers are made by their number in the list of sizes. The solution above goes through
    pairs of neighbouring sizes, so that no index can be one off.
    """

    def __init__(self, nin, nouts, last_linear=False, nonlin="tanh", rng=None):
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = [
            Layer(
                sizes[i],
                sizes[i + 1],
                nonlin="linear" if last_linear and i == last else nonlin,
                rng=rng,
            )
            for i in range(len(nouts))
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return sum((layer.parameters() for layer in self.layers), [])


def train(model, xs, ys, steps, lr):
    """The loss is added up in a loop, and gradients are cleared before and after the step. The
    solution above sums a generator and clears them once, before backward.
    """
    losses = []
    parameters = model.parameters()
    for _ in range(steps):
        total = 0
        for i in range(len(xs)):
            error = model(xs[i]) - ys[i]
            total = total + error * error
        losses.append(total.data)
        model.zero_grad()
        total.backward()
        for p in parameters:
            p.data = p.data - lr * p.grad
        model.zero_grad()
    return losses
