"""Code as beginners write it that raises, under the idea that explains it; "-": none does."""

RAISED = r"""
# power written as ^
def f():
    return torch.rand(3) ^ 2
# power written as ^
def f():
    return 1.5 ^ 2
# max or min compares | max(0, V())
class V:
    pass
def f():
    return max(0, V())
# truth of many | max(torch.rand(3), 0)
def f():
    return max(torch.rand(3), 0)
# leaf changed in place
def f():
    W = torch.randn(3, requires_grad=True)
    W -= 0.1 * torch.ones(3)
# leaf changed in place
def f():
    W = torch.randn(3, requires_grad=True)
    W[0] = 1.0
# leaf changed in place
class M:
    def __init__(self): self.W = torch.rand(3, requires_grad=True)
    def step(self):
        self.W -= 0.1 * self.W
def f():
    M().step()
# grad is None | W is no leaf
def f():
    W = torch.randn(3, requires_grad=True)
    (W**2).sum().backward()
    W = W - 0.1 * W.grad
    (W**2).sum().backward()
    return W - 0.1 * W.grad
# grad is None | W.grad is None
def f():
    W = torch.randn(3, requires_grad=True)
    return W - 0.1 * W.grad
# grad is None | W.grad is None
def f():
    W = torch.randn(3, requires_grad=True)
    W.grad.zero_()
# grad is None | W.grad is None
def f():
    W = torch.randn(3, requires_grad=True)
    W.grad += 1
# grad is None | p.grad is None
def f():
    params = [torch.rand(3, requires_grad=True)]
    for p in params:
        p -= 0.1 * p.grad
# grad is None | p.requires_grad is False
def f():
    params = [torch.rand(3)]
    for p in params:
        p = p - 0.1 * p.grad
# backward on several numbers | W * 2 has shape (3,)
def f():
    W = torch.randn(3, requires_grad=True)
    (W * 2).backward()
# no graph | line 5 has .item, line 5 has torch.tensor(...)
def f():
    W = torch.randn(3, requires_grad=True)
    loss = torch.tensor((W**2).sum().item())
    loss.backward()
# no graph | line 5 has .no_grad
def f():
    W = torch.randn(3, requires_grad=True)
    with torch.no_grad():
        loss = (W**2).sum()
    loss.backward()
# not part of the loss
def f():
    W = torch.rand(3, requires_grad=True); v = torch.rand(3, requires_grad=True)
    return torch.autograd.grad(v.sum(), W)
# second backward
def f():
    W = torch.randn(3, requires_grad=True)
    loss = (W**2).sum()
    loss.backward()
    loss.backward()
# needed for backward
def f():
    W = torch.randn(3, requires_grad=True)
    y = W.exp()
    y += 1
    y.sum().backward()
# numpy of a tensor with a graph
def f():
    return torch.rand(3, requires_grad=True).numpy()
# whole numbers with gradients
def f():
    return torch.tensor([1, 2], requires_grad=True)
# requires_grad of a computed tensor
def f():
    x = torch.rand(3)
    x.requires_grad = True
    y = x * 2
    y.requires_grad = False
# dtypes in a product | x (2, 27) int64
def f():
    x = F.one_hot(torch.tensor([0, 2]), 27)
    return x @ torch.randn(27, 4)
# dtypes in a product
def f():
    return torch.rand(3, 4).double() @ torch.rand(4, 2)
# dtypes in a product
def f():
    return torch.rand(4).double() @ torch.rand(4)
# mean of whole numbers | the tensor holds whole numbers
def f():
    return torch.tensor([1, 2]).mean()
# mean of whole numbers | the tensor holds whole numbers
def f():
    return torch.tensor([1, 2]).std()
# floats asked for
def f():
    return F.cross_entropy(torch.tensor([1, 2]), torch.randn(2, 27))
# targets are floats
def f():
    return F.cross_entropy(torch.randn(2, 27), torch.tensor([1.0, 2.0]))
# floats into whole numbers
def f():
    x = torch.zeros(3, dtype=torch.int64)
    x += 0.5
# floats into whole numbers
def f():
    x = torch.zeros(3, dtype=torch.int64)
    x /= 2
# multinomial of whole numbers
def f():
    return torch.multinomial(torch.tensor([1, 2]), 1)
# index of floats
def f():
    C = torch.rand(27, 2)
    return C[torch.tensor([3.0, 2.0])]
# one_hot of floats
def f():
    return F.one_hot(torch.tensor([0.0, 3.0]), num_classes=27)
# index of floats
def f():
    return torch.bincount(torch.tensor([1.0]))
# index of floats
def f():
    x = torch.rand(3)
    return x[torch.rand(3)]
# no mask
def f():
    return torch.rand(4, 3).masked_fill(torch.rand(4,3), 0)
# no mask
def f():
    return torch.where(torch.rand(3), 1.0, 0.0)
# size is a float
def f():
    x = torch.rand(4, 3)
    return x.view(x.shape[0] / 2, -1)
# module before init
class Net(torch.nn.Module):
    def __init__(self):
        self.l = torch.nn.Linear(2, 2)
def f():
    return Net()
# dtypes in an operation
def f():
    return torch.zeros(3, dtype=torch.int64).uniform_()
# target out of range | the target is 30
def f():
    return F.cross_entropy(torch.randn(2, 27), torch.tensor([1, 30]))
# targets and scores of other counts
def f():
    return F.cross_entropy(torch.randn(2, 27), torch.tensor([1, 2, 3]))
# classes on another axis
def f():
    return F.cross_entropy(torch.randn(2, 3, 27), torch.randint(0, 27, (2, 3)))
# sizes do not match | P.sum(1) has shape (9,) where (9, 1) would fit
def f():
    P = torch.rand(9, 6)
    return P / P.sum(1)
# sizes do not match | 6 of a meets 5 of b on axis 1
def f():
    a = torch.rand(9, 6); b = torch.rand(9, 5)
    return a - b
# sizes do not match | 2 of torch.rand(2, 3, 4) meets 3 of torch.rand(3, 3, 6) on axis 0
def f():
    return torch.rand(2, 3, 4) @ torch.rand(3, 3, 6)
# sizes do not match | s.mean(1) has shape (4,) where (4, 1) would fit
def f():
    s = torch.rand(4, 3)
    return s - s.mean(1)
# sizes do not match | h.mean(1) has shape (4,) where (4, 1) would fit
def f():
    h = torch.rand(4, 3)
    m = h.mean(1)
    return h - m
# sizes do not match | 3 of h meets 4 of m.view(4) on axis 1
def f():
    h = torch.rand(4, 3)
    m = h.mean(1, keepdim=True)
    return h - m.view(4)
# sizes do not match | 200 of emb.view(32, 30) @ W1 meets 100 of b1 on axis 1
def f():
    emb = torch.rand(32, 3, 10)
    W1 = torch.rand(30, 200); b1 = torch.rand(100)
    return emb.view(32, 30) @ W1 + b1
# sizes in a product | 4 columns of torch.rand(3, 4) meet 5 rows of torch.rand(5, 6)
def f():
    return torch.rand(3, 4) @ torch.rand(5, 6)
# sizes in a product
def f():
    return torch.rand(3, 4) @ torch.rand(3)
# sizes in a product | 10 columns of emb meet 30 rows of W1
def f():
    W1 = torch.rand(30, 200)
    emb = torch.rand(32, 3, 10)
    return emb @ W1
# three axes for bmm | xb (4, 3) float32
def f():
    xb = torch.rand(4, 3)
    return torch.bmm(xb, xb)
# view after a transpose
def f():
    return torch.rand(3, 4).T.view(12)
# view to another count | 32, 3, 10 are written in, and the tensor has 12 entries
def f():
    return torch.rand(3, 4).view(32, 3, 10)
# view to another count | 32, 30 are written in, and the tensor has 60 entries
def f():
    e = torch.rand(2, 3, 10)
    return e.view(32, 30)
# view to another count | 4 is written in, and the tensor has 210 entries
def f():
    e = torch.rand(7, 3, 10)
    return e.view(-1, 4)
# view to another count | [4, 30] is asked of 150 entries
def f():
    e = torch.rand(5, 3, 10)
    n = 4
    return e.view(n, 30)
# index of another count | 32
def f():
    logits = torch.rand(6, 27); Yb = torch.randint(0, 27, (6,))
    return logits[range(32), Yb]
# mask of another shape
def f():
    return torch.rand(3)[torch.tensor([True, False])]
# written into a part | x (3,) float32
def f():
    x = torch.zeros(3)
    x[0] = torch.rand(2)
# written into a part | x (3, 4) float32
def f():
    x = torch.rand(3, 4)
    x[:, 0] = torch.rand(4)
# tensors of other sizes put together
def f():
    return torch.stack([torch.rand(3), torch.rand(4)])
# tensors of other sizes put together
def f():
    return torch.cat([torch.rand(2, 3), torch.rand(2, 4)])
# cat of numbers
def f():
    losses = [torch.tensor(1.0), torch.tensor(2.0)]
    return torch.cat(losses)
# index too large | axis 0 has size 27, and the index is 27
def f():
    C = torch.rand(27, 2)
    return C[torch.tensor([3, 27])]
# index too large | axis 0 has size 3, and the index is 5
def f():
    x = torch.zeros(3)
    x[5] = 1
# row of a table
def f():
    return F.embedding(torch.tensor([30]), torch.rand(27, 2))
# no such axis
def f():
    return torch.rand(3).sum(1)
# no such axis
def f():
    return torch.rand(3).transpose(0, 1)
# index with more axes
def f():
    return torch.rand(3, 4)[:, :, 0]
# one number of many
def f():
    return torch.rand(3).item()
# one number of many
def f():
    return float(torch.rand(3))
# one number of many
def f():
    return int(torch.rand(2, 2))
# one number of many
def f():
    return torch.tensor([torch.rand(3), torch.rand(3)])
# one number of many
def f():
    return math.exp(torch.rand(3))
# one number of many | w.grad
def f():
    b, w = torch.tensor(2.0), torch.rand(2, requires_grad=True)
    (w.sum() * b).backward()
    return b.item(), w.grad.item()
# one number of many | x.max(1) is such a pair, used as an index
def f():
    x, mask = torch.rand(2, 3), torch.zeros(2, 3)
    mask[torch.arange(2), x.max(1)] = 1.0
# one number of many | best is such a pair, used as an index
def f():
    x = torch.rand(2, 3)
    best = torch.max(x, dim=1)
    return x[torch.arange(2), best]
# index too large | x[i] has one index for 2 axes, and takes a whole row
def f():
    x = torch.zeros(4, 3)
    for i in range(x.numel()):
        x[i] += 1
# truth of many | x (3,) float32
def f():
    x = torch.rand(3)
    if x > 0: return 1
# truth of many | x (3,) float32
def f():
    x = torch.rand(3)
    return 0 < x < 1
# rows of other lengths
def f():
    return torch.tensor([[1, 2], [3]])
# no numbers | objects of the class Value
class Value:
    def __init__(self, d): self.data = d
def f():
    return torch.tensor([Value(1.0)])
# no numbers
def f():
    return torch.tensor(None)
# no probabilities
def f():
    return torch.multinomial(torch.tensor([0.5, -0.5]), 1)
# no probabilities
def f():
    return torch.multinomial(torch.tensor([float("nan"), 1.0]), 1)
# no probabilities
def f():
    p = torch.tensor([[3, 1], [0, 0]]).float()
    p = p / p.sum(1, keepdim=True)
    return torch.multinomial(p, 1)
# row of zeros
def f():
    return torch.multinomial(torch.tensor([0.0, 0.0]), 1)
# more draws than entries
def f():
    return torch.multinomial(torch.tensor([0.5, 0.5]), 3)
# class beyond num_classes
def f():
    return F.one_hot(torch.tensor([0, 30]), num_classes=27)
# negative class
def f():
    return F.one_hot(torch.tensor([-1, 3]), num_classes=27)
# seed for a generator | it is a seed
def f():
    g = 2147483647
    return torch.randn(3, generator=g)
# generator by position
def f():
    g = torch.Generator().manual_seed(1)
    return torch.rand(3, g)
# size of randint
def f():
    return torch.randint(0, 27, 32)
# values and indices | max
def f():
    x = torch.rand(2,3)
    return x - x.max(1, keepdim=True)
# no tensor | tanh gets a float
def f():
    return torch.tanh(3.0)
# no tensor | exp gets a list
def f():
    return torch.exp([1.0, 2.0])
# nothing to reduce
def f():
    return torch.tensor([]).max()
# tensor indexed by letters | x (27, 27) int32
def f():
    x = torch.zeros(27, 27, dtype=torch.int32)
    x["a", "b"] += 1
# loop over one number
def f():
    for x in torch.tensor(3.0): pass
# call of None | line 9: out._backward = _backward()
class Value:
    def __init__(self, data): self.data = data; self._backward = lambda: None
    def __mul__(self, other):
        out = Value(self.data * other.data)
        def _backward():
            self.grad = 1.0
        out._backward = _backward()
        return out
def f():
    v = Value(2.0) * Value(3.0)
    v._backward()
# a value is None | helper ends without returning anything
def f():
    x = torch.rand(3)
    def helper(): x.sum()
    h = helper()
    return h.item()
# a value is None | x is None
def f():
    x = None
    return x[0]
# a value is None | sort() changes its object and returns None
def f():
    x = [3, 1].sort()
    return x[0]
# a value is None | sort() changes its object and returns None
def f():
    words = ["b", "a"]
    words = words.sort()
    return words[0]
# no number for math | a Value is given
class Value:
    def __init__(self, d): self.data = d
def f():
    return math.exp(Value(2.0))
# no number for math | a list is given
def f():
    return math.log([1])
# operator that is not there | Value has no __add__ for +
class Value:
    def __init__(self, d): self.data = d
def f():
    return Value(2.0) + Value(3.0)
# operator that is not there | Value has no __rmul__ for int * Value
class Value:
    def __init__(self, d): self.data = d
def f():
    return 2 * Value(3.0)
# operator that is not there
def f():
    x = [1, 2, 3]
    return x - 1
# operator that is not there
def f():
    loss = torch.rand(3)
    return loss.mean - 1
# operator that is not there
def f():
    s = 0
    for w in ["a"]:
        s += w
    return s
# more arguments than parameters | forward(x) has none
class Layer:
    def forward(x): return x
def f():
    return Layer().forward(3)
# more arguments than parameters | it is defined as g(a, b)
def g(a, b): return a
def f():
    return g(1, 2, 3)
# argument left out | it is defined as __init__(self, data, _children=())
class Value:
    def __init__(self, data, _children=()): self.data = data
def f():
    return Value()
# argument left out | it is defined as g(a, b)
def g(a, b): return a
def f():
    return g(1)
# no such parameter | it is defined as g(a, b)
def g(a, b): return a
def f():
    return g(1, c=2)
# call of a value | .w
class Layer:
    @property
    def w(self): return 3.0
def f():
    return Layer().w()
# call of a value | .shape
def f():
    x = torch.rand(3)
    return x.shape(0)
# call of a value | .T
def f():
    x = torch.rand(3)
    return x.T()
# call of a value | x
def f():
    x = torch.rand(3)
    return x(0)
# call of a value | .requires_grad
def f():
    x = torch.rand(3)
    return x.requires_grad()
# call of a value | sum is a float
def f():
    sum = 0.0
    return sum([1, 2])
# recursion | in f
def f(n=0):
    return f(n + 1)
# recursion | in backward
class Value:
    def __init__(self, *children): self.children = children
    def backward(self):
        topo = []
        def build(v):
            for child in v.children: build(child)
            topo.append(v)
        build(self)
        for node in reversed(topo):
            node.backward()
def f():
    Value(Value(), Value()).backward()
# recursion | line 5: self + o
class Value:
    def __init__(self, d): self.data = d
    def __add__(self, o): return self + o
def f():
    return Value(1) + Value(2)
# special method asks itself | line 4: self
class A:
    def __repr__(self): return f"{self}"
def f():
    return repr(A())
# no context | torch.no_grad()
def f():
    with torch.no_grad:
        pass
# no context | torch.no_grad()
def f():
    with torch.no_grad:
        pass
# name before its value | x
def f():
    if False: x = 1
    return x
# name before its value | total
total = 0
def f():
    total += 1
    return total
# name before its value | n
def f():
    n = 3
    def g():
        n += 1
        return n
    return g()
# unknown name | import numpy as np
def f():
    return np.array([1])
# unknown name | there is countss, and no counts
def f():
    countss = 1
    return counts
# unknown name | torch.randn
def f():
    return randn(3)
# unknown name | from collections import Counter
def f():
    return Counter("abc")
# unknown name | from itertools import pairwise
def f():
    return [a + b for a, b in pairwise("abc")]
# unknown name | from itertools import product
def f():
    return list(product("ab", "cd"))
# unknown name | from collections import defaultdict
def f():
    return defaultdict(int)
# unknown name | from copy import deepcopy
def f():
    return deepcopy([1])
# unknown name | import itertools
def f():
    return itertools.chain([1], [2])
# unknown name | from random import shuffle
def f():
    xs = [1, 2]
    shuffle(xs)
# unknown name
def f(generator=None):
    shuffle([1, 2])
# unknown name
def f():
    return product + 1
# unknown name | torch.randint
def f():
    return randint(0, 3, (2,))
# no tensors put together | element 3, 1, is an int
def f():
    x = torch.ones(2)
    return torch.stack([x**2, x, 1])
# no tensors put together | element 1 is a float
def f():
    return torch.cat([*[1.0, 2.0]])
# no tensors put together | element 2 is a list
def f():
    rows = [torch.ones(2), [1.0]]
    return torch.stack(rows)
# unknown name | self.weight
class Linear:
    def __init__(self): self.weight = 2.0
    def __call__(self, x): return weight * x
def f():
    return Linear()(3.0)
# attribute that is not there | Lin has no weight
class Lin:
    def __init__(self): pass
    def __call__(self, x): return x @ self.weight
def f():
    return Lin()(torch.rand(3))
# attribute that is not there | sum(x) / len(x) is its mean
def terms(x: list[float]) -> dict[str, float]:
    return {"mu": x.mean()}
def f():
    return terms([1.0, 2.0])
# attribute that is not there | x is a list
def f():
    x = [1.0, 2.0]
    return x.mean()
# attribute that is not there | x is a float
def f():
    x = 3.0
    return x.item()
# attribute that is not there | x is a float
def f():
    x = 3.0
    return x.backward()
# attribute that is not there
def f():
    x = torch.rand(3)
    return x.append(3)
# attribute that is not there | there is .backward, and no .backwards
def f():
    return torch.nn.functional.tanh(torch.rand(3)).backwards()
# attribute that is not there
def f():
    x = {"a": 1}
    return x.a
# attribute that is not there | A has no data
def f():
    class A: pass
    a = A()
    return a.data
# attribute that is not there | other is a number, and no Value
class Value:
    def __init__(self, data): self.data = data
    def __add__(self, other):
        return Value(self.data + other.data)
def f():
    return Value(2.0) + 1
# attribute that is not there | line 4 assigns weight
class Linear:
    def __init__(self, n): weight = torch.rand(n)
    def __call__(self, x): return self.weight * x
def f():
    return Linear(3)(3.0)
# attribute that is not there | Linear.__call__ sets out
class Linear:
    def __call__(self, x):
        self.out = x
        return self.out
def f():
    return Linear().out
# attribute that is not there | loss is a float
def f():
    xs = [torch.rand(3).requires_grad_()]
    loss = sum(x.sum().item() for x in xs)
    return loss.backward()
# attribute that is not there | there is .grad, and no .grads
def f():
    W = torch.rand(27, 27, requires_grad=True)
    loss = W[[0, 1], [2, 3]].log().mean()
    loss.backward()
    W.data = W.data - W.grads
# module without that name | there is torch.rand
def f():
    return torch.rnd(3)
# list times a float
def f():
    x = [1, 2, 3]
    return x * 0.1
# text and a number
def f():
    return "a" + 1
# unhashable | Value defines __eq__
class Value:
    def __init__(self, d): self.data = d
    def __eq__(self, o): return self.data == o.data
def f():
    return {Value(1.0)}
# unhashable | a list is given
def f():
    d = {}
    d[[1]] = 2
# entry of no container | x.size
def f():
    x = torch.rand(3)
    return x.size[0]
# index of a list
def f():
    words = ["a", "b"]
    return words[0, 1]
# index of a list
def f():
    d = [1, 2]
    return d["a"]
# index of a list
def f():
    d = [1, 2]
    return d[1.0]
# past the end | i + 1 goes past it
def f():
    w = "emma"
    out = []
    for i in range(len(w)):
        out.append((w[i], w[i + 1]))
    return out
# past the end | i + 1 goes past it
def f():
    w = list("emma")
    out = []
    for i in range(len(w)):
        out.append((w[i], w[i + 1]))
    return out
# past the end
def f():
    ixes = "abc"
    return [ixes[i] for i in range(4)]
# nothing left
def f():
    return next(iter([]))
# division by 0 | len(losses) is 0
def f():
    losses = []
    return sum(losses) / len(losses)
# outside of a function's domain
def f():
    return math.log(0)
# outside of a function's domain
def f():
    return math.sqrt(-1.0)
# too large for a float
def f():
    return math.exp(1000)
# changed while it is gone through
def f():
    d = {1: 2}
    for k in d: d[k + 1] = 3
# no such key
def f():
    stoi = {"a": 1}
    return stoi["."]
# no such key
def f():
    itos = {1: "a"}
    return itos[torch.tensor(1)]
# loop over one thing
def f():
    for i in 5: pass
# loop over one thing
def f():
    return len(5)
# taken apart into other counts
def f():
    a, b = torch.rand(3)
# one value taken apart
def f():
    a, b = 3
# float for a count
def f():
    for i in range(9 / 3): pass
# float for a range
def f():
    for i in range([1, 2]): pass
# tuples and texts stay as they are
def f():
    t = (1, 2)
    t[0] = 3
# nothing to choose from
def f():
    return [].pop()
# nothing to choose from
def f():
    return random.choice([])
# not in the list
def f():
    xs = [1]
    return xs.index(3)
# no file
def f():
    return open("names.txt").read()
# list and one thing
def f():
    values = [1.0, 2.0]
    return values + 1
# seed for a generator | it is a seed
def f():
    return torch.multinomial(torch.tensor([0.5, 0.5]), 1, generator=3)
# a value is None | parameters ends without returning anything
class Linear:
    def parameters(self): [1]
class Tanh:
    def parameters(self): return []
def f():
    layer = Linear()
    return [*layer.parameters()]
# loop over one thing | layer.parameters()
class Linear:
    def parameters(self): return []
def f():
    layers = [Linear()]
    return [p for layer in layers for p in layer.parameters]
# loop over one thing | layer.parameters()
class Linear:
    def parameters(self): return []
class Sequential:
    def __init__(self, layers): self.layers = layers
    def parameters(self): return [p for layer in self.layers for p in layer.parameters]
def f():
    return Sequential([Linear()]).parameters()
# no such key
def f():
    counts = {}
    for v in "ab":
        counts[v] += 1
# attribute that is not there | Neuron has no bias
class Module:
    def zero_grad(self): pass
class Neuron(Module):
    def __init__(self): self.b = 1.0
    def __call__(self): return self.bias
def f():
    return Neuron()()
# pairs of other counts | parameters, weights
def f():
    parameters, weights = [1, 2], [1, 2, 3]
    return [a * b for a, b in zip(parameters, weights, strict=True)]
# sizes do not match | exps.sum(dim=dim) has shape (6,) where (6, 1) would fit
def f(dim=1):
    exps = torch.rand(6, 9)
    return exps / exps.sum(dim=dim)
# sizes do not match
def f(dim=1):
    exps = torch.rand(5, 5); other = torch.rand(6, 1)
    return other.T + exps.sum(dim=dim)
# leaf changed in place | logits is an argument
def g(logits):
    logits -= logits.max(1, keepdim=True).values
def f():
    g(torch.rand(3, 4, requires_grad=True))
# leaf changed in place
def f():
    W = torch.rand(3, requires_grad=True)
    (W**2).sum().backward()
    W -= 0.1 * W.grad
# no graph | line 4 makes x without requires_grad=True
def f():
    x = torch.rand(3)
    x.sum().backward()
# no graph | x.requires_grad is False
def g(x):
    x.sum().backward()
def f():
    g(torch.rand(3))
# no graph | line 4 makes W without requires_grad=True
def f():
    W = torch.randn(2, 3)
    losses = []
    for _ in range(2):
        loss = (torch.rand(4, 2) @ W).mean() + (W**2).mean()
        losses.append(loss.item())
        loss.backward()
# no graph | line 6 has .detach
def f():
    W = torch.randn(3, requires_grad=True)
    print(W.sum().item(), end="")
    h = (W * 2).detach()
    loss = h.sum()
    loss.backward()
# function for its gradient | dlogprobs is a function, g.logprobs its gradient
def dlogprobs(f, g): return 1
def dprobs(f, g): return torch.rand(2) * dlogprobs
def f():
    dprobs(1, 2)
# function for its gradient | g.hprebn its gradient
def dhprebn(f, g): return 1
def db1(f, g): return dhprebn.sum(0)
def f():
    db1(1, 2)
# return in __init__
class A:
    def __init__(self): return self
def f():
    A()
# float in a slice | n is a float
def f():
    n = 4 / 2
    return [1, 2, 3][:n]
# attribute that is not there | .mode
def f():
    column = [1, None, "a"]
    return column.mode()
# attribute that is not there | layer(...)
class Linear:
    def __call__(self, x): return x
def f():
    layer = Linear()
    return layer.forward(1)
# no number for math | None
def f():
    return torch.tensor([1.0, None], dtype=torch.float32)
# unknown name | there is STOI, and no stoi
STOI = {"a": 1}
def f():
    return stoi["a"]
# sizes do not match | or the other axis is meant
def f():
    dy, bnraw = torch.rand(3, 2), torch.rand(3, 2)
    return bnraw - dy.sum(1)
# index with fewer axes | targets (2,) int64
def f():
    logp, targets = torch.rand(2, 5), torch.tensor([1, 2])
    return -logp.gather(1, targets).mean()
# index with fewer axes | out (2, 4) float32, ix (2,) int64
def f():
    ix = torch.tensor([1, 2])
    out = torch.zeros(2, 4)
    out.scatter_(-1, ix, 1.0)
# one number of many | torch.exp -x (7,) float32
def f():
    x = torch.rand(7)
    return 1 / (1 + math.exp(-x))
# one number of many | multinomial draws for each of its 27 rows
def f():
    P = torch.rand(27, 27)
    return torch.multinomial(P, num_samples=1).item()
# argument left out | line 7 defines _backward(self)
class Value:
    def __init__(self): self._backward = lambda: None
    def __add__(self, other):
        out = Value()
        def _backward(self): self.grad = out.grad
        out._backward = _backward
        return out
def f():
    node = Value() + 1
    node._backward()
# argument left out | line 4 defines g(out)
def f():
    def g(out): return out
    return g()
# argument left out | it is defined as g(self)
def g(self): return 1
def f():
    return g()
# name before its value | line 7 assigns topo in build
def f():
    topo = []
    def build(v):
        print(end="")
        topo = topo + [v]
    build(1)
# unknown name | self.nout = nout in __init__
class Layer:
    def __init__(self, nin, nout): self.neurons = [nin] * nout
    def __call__(self, x):
        outs = [x]
        return outs[0] if nout == 1 else outs
def f():
    Layer(2, 1)(1.0)
# unknown name | g is given logits and targets
def g(logits, targets):
    return logits[ys]
def f():
    g(1, 2)
# unknown name | exp is given self, which has self.data and self.grad
class Value:
    def __init__(self, data): self.data, self.grad, self._op = data, 0.0, ""
    def exp(self): return math.exp(x)
def f():
    Value(1.0).exp()
# attribute that is not there | b is a float
def g(x, b):
    return b.grad
def f():
    g(1, 2.0)
# attribute that is not there | for p in model
def f():
    model = {"W": torch.rand(2)}
    for p in model:
        p.requires_grad = True
# attribute that is not there | layers is a list
def f():
    layers = [1, 2]
    layers.training = True
# a value is None | reverse() changes its object and returns None
def f():
    topo = [1, 2]
    for node in topo.reverse(): pass
# a value is None | shuffle() changes its object and returns None
def g(words):
    words = random.shuffle(words)
    return len(words)
def f():
    g([1, 2])
# generator by position | generator=generator
class Linear:
    def __init__(self, fan_in, fan_out, bias=True, *, generator): pass
def f():
    generator = torch.Generator()
    return Linear(1, 2, True, generator)
# grad set to a number
def f():
    torch.rand(3, requires_grad=True).grad = 0
# in compares
def f():
    out = [torch.rand(3)]
    p = torch.rand(2)
    if p not in out:
        out.append(p)
# in compares
def f():
    ps = [torch.rand(3), torch.rand(3)]
    return ps.index(ps[1])
# truth of many | bias has shape (3,)
def f():
    bias = torch.rand(3)
    if bias:
        return 1
# truth of many | bias has shape (3,)
def f():
    bias = torch.rand(3)
    return 1 if not bias else 2
# truth of many | max(x, 0): torch.clamp(x, min=0) goes entry by entry
def f():
    x = torch.rand(3)
    return max(x, 0)
# truth of many
def f():
    x = torch.rand(3)
    return 0 < x < 1
# attribute that is not there | params is a list of Tensors
def f():
    params = [torch.rand(3), torch.rand(2)]
    return params.grad
# attribute that is not there
def f():
    ps = [torch.rand(3).sum]
    return [p.data for p in ps]
# call of a value | line 5 sets self.train
class Net:
    def __init__(self):
        self.train = True
    def train(self, flag): pass
def f():
    Net().train(True)
# attribute that is not there | __init__ sets train, and no training
class Net:
    def __init__(self):
        self.train = True
    def switch(self, flag): self.training = flag
    def __call__(self): return self.training
def f():
    Net()()
# attribute that is not there | line 6 sets bias
class Linear:
    def __init__(self, bias):
        if bias:
            self.bias = 1
    def __call__(self): return self.bias
def f():
    Linear(False)()
# unknown name
def g(words, *, generator):
    random_ = 1
    return np.random.shuffle(words)
def f():
    g([1], generator=None)
# unknown name | g.logits in place of dlogits
def dh(f, g):
    return dlogits @ f.W2.T
def f():
    dh(1, 2)
# unknown name | f.W2 in place of W2
def dh(f, g):
    return g.logits @ W2.T
def f():
    dh(1, type("G", (), {"logits": torch.rand(2, 2)}))
# not handed in | g.logits
from grader.sandbox.named import Values
def f():
    g = Values(probs=1, logits=2)
    return g.dlogits
# not handed in | bndiff
from grader.sandbox.named import Values
def dbndiff(g):
    return g.bndiff
def f():
    dbndiff(Values(bnraw=1))
# not handed in
from grader.sandbox.named import Values
def dx(g):
    return g.bndiff
def f():
    dx(Values(bnraw=1))
# loop over one thing | line 7: V(1, self)
class V:
    def __init__(self, data, children=()):
        self.data, self.prev = data, set(children)
    def exp(self):
        return V(1, self)
def f():
    V(1).exp()
# operator that is not there | lr is a function
def f():
    lr = lambda step: 0.1
    return lr * torch.rand(3)
# operator that is not there
class V:
    def __init__(self, data): self.data = data
    def __add__(self, other): return V(self.data + other.data)
    def __radd__(self, other): return self + V(other)
def f():
    return [V(1.0)] + V(2.0)
# list and one thing | [b]
def f():
    b = torch.rand(3)
    return [torch.rand(2)] + b
# one list of them | torch.tensor([a, b])
def f():
    a = b = 1.0
    return torch.tensor(a, b)
# one list of them
def f():
    a = torch.rand(3)
    return torch.stack(a[0], a[1])
# no tensors put together | element 1, 1.0, is a float
def f():
    return torch.stack([1.0, 2.0])
# cat of numbers | s[0:1] for s[0]
def f():
    s = torch.rand(3)
    return torch.cat([s[0], s[1:] - s[:-1]])
# entry of one number | x () float32
def f():
    x = torch.tensor(1.0)
    return x[0]
# no iterator | it returns a list
class Loader:
    def __iter__(self): return [1, 2]
def f():
    return list(Loader())
# taken apart into other counts | 2 names are for splits, which has 3 entries
def f():
    splits = [1, 2, 3]
    a, b = splits
# taken apart into other counts | 2 names are for each entry of xs
def f():
    xs = [[1, 2, 3]]
    for a, b in xs:
        pass
# one value taken apart | n is one int
def f():
    n = 3
    a, b = n
# a value is None | g ends without returning anything
def g():
    pass
def f():
    a, b = g()
# call of None | sets step to None
class V:
    def __init__(self): self.step = None
def f():
    V().step()
# generator by position | generator=g
def f():
    g = torch.Generator()
    return torch.randint(0, 5, (3,), g)
# generator by position | generator=g
def f():
    g = torch.Generator()
    return torch.randperm(5, g)
# generator by position | generator=g
def f():
    g = torch.Generator()
    return torch.multinomial(torch.rand(3), 1, True, g)
# sizes do not match | scale.unsqueeze(1) (10, 1) float32
def f():
    W = torch.rand(4, 10); scale = torch.rand(10)
    return W * scale.unsqueeze(1)
# loop over one thing
def zero(ps):
    for p in ps:
        p.grad = None
def f():
    zero("a".upper)
# more arguments than parameters | it takes 1, and 2 are given
def f():
    made = type("Sequential", (), {"__init__": lambda self, layers: None})
    made.__init__.__qualname__ = "Sequential.__init__"
    made(1, 2)
# -
class Net(torch.nn.Module):
    def forward(self): return self.bias
def f():
    return Net()()
# sizes do not match | line 5: F.one_hot(y)
def f():
    y = torch.tensor([0, 3]); p = torch.rand(2, 27)
    return p - F.one_hot(y)
# sizes in a product | line 5: F.one_hot(y)
def f():
    y = torch.tensor([0, 3]); W = torch.rand(27, 5)
    x = F.one_hot(y).float()
    return x @ W
# sizes do not match | X (2, 3) float32, coeffs[:, None] (3, 1) float32
def f():
    X = torch.rand(2, 3); coeffs = torch.rand(3)
    return X * coeffs[:, None]
# recursion | other + self
class Value:
    def __radd__(self, other): return other + self
def f():
    return 1 + Value()
# -
def f():
    return torch.rand(3, 4).sum(dim=1, keepdims=True).foo
# max or min compares
def f():
    return sorted([1, "a"])
# -
def f():
    return int("a")
# -
def f():
    assert 1 == 2, "no"
# -
def f():
    return torch.sum(torch.rand(3), torch.rand(3))
# -
def f():
    return torch.randint(27)
# -
def f():
    return super().__init__()
# -
def f():
    return ~torch.rand(3)
# -
def f():
    raise RuntimeError("grad can be implicitly created only for scalar outputs")
# -
def f():
    logits = torch.rand(4, 27)
    loss = F.cross_entropy(logits, torch.rand(4, 27) > 2)
# -
def f():
    lr = "0.1"
    return torch.rand(3) * lr
# -
def f():
    layers = [torch.tanh]
    ps = [p for layer in layers for p in layer.parameters()]
# attribute that is not there | params is a dict
def f():
    params, grads = {"W": torch.zeros(2)}, [torch.ones(2)]
    for p, g in zip(params, grads):
        p.data -= g
# attribute that is not there | ps is a dict
def f():
    ps = {"W": torch.zeros(2)}
    for i, p in enumerate(ps):
        p.data -= 1
# max or min compares
def f():
    return sorted([2.0, None])
# text in a tensor
def f():
    return torch.tensor(["..e", ".em"])
# attribute that is not there | m.train(False)
class M:
    def train(self, flag): self.training = flag
def f():
    m = M()
    m.eval()
# attribute that is not there | type(m).__name__
class M:
    pass
def f():
    m = M()
    return m.__name__
# sign of a function | lr is a function
def f():
    lr = lambda step: 0.1
    return -lr * 2
# sign of a function
def f():
    return -[1, 2]
# sign of a function | V has no __neg__
class V:
    pass
def f():
    return -V()
# method handed over | x.indices
def f():
    x = torch.rand(3, 4)
    return torch.zeros(3, 4).scatter(1, x.indices, x)
# recursion | line 5: other - self
class V:
    def __rsub__(self, other):
        return other - self
def f():
    return 1 - V()
# index of floats | for i in params
def f():
    params = torch.rand(3)
    for i in params:
        up = params.clone()
        up[i] += 1
# index too large | it fits axis 1, which comes second in the brackets and has size 4
def f():
    out, ix = torch.zeros(2, 4), torch.tensor([0, 2])
    out[ix] = 1.0
# one number of many | words is a list
def f():
    words = ["emma", "ava"]
    return words[torch.randperm(2)]
# name before its value | total = ... in place of total += ...
def f():
    total += 1
    return total
# leaf changed in place
def f():
    W, lr = torch.randn(3, requires_grad=True), 0.1
    W -= lr * torch.ones(3)
# attribute that is not there | model.train(False)
def f():
    'The loss in evaluation: model.train(False) goes into it.'
    model = object()
    model.eval()
# index of a list | for i in x
def f():
    x = [1.0, 2.0]
    return sum(x[i] for i in x)
# list times a float
def f():
    return [1, 2] * [3, 4]
# no tensor | math.sqrt takes one
def f():
    return torch.sqrt(2)
# operator that is not there
def f():
    return torch.rand(3, 2) / torch.rand(3, 2).size()
# several appended
def f():
    layers = []
    layers.append(1, 2)
# index too large | torch.arange(5) has a size written in
def f():
    return torch.rand(3, 4)[torch.arange(5), 0]
# unknown name | math.sqrt or torch.sqrt
def f():
    return sqrt(2)
# unknown name | math.exp or torch.exp
class V:
    def exp(self):
        return exp(2.0)
def f():
    return V().exp()
# several axes one by one
def f():
    return torch.rand(3, 4).mean(0, 1, keepdim=True)
# list and one thing | list(w)
def f():
    w = "emma"
    return ["."] + w
# index of a list
def f():
    words = ["emma", "ava"]
    return words[[1, 0]]
# text and a list
def f():
    return "." + ["a"]
# attribute that is not there | losses[0:2] is a list
def f():
    losses = [1.0, 2.0, 3.0]
    return losses[0:2].mean()
# attribute that is not there | out._backward is set in __add__ (line 10), and nothing sets self.
class Value:
    def __init__(self, data, children=()):
        self.data, self.prev = data, children
    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))
        def _backward():
            self.grad = out.grad
        out._backward = _backward
        return out
    def backward(self):
        for node in self.prev: node._backward()
def f():
    (Value(1.0) + Value(2.0)).backward()
# attribute that is not there | Value has no _backward
class Value:
    "A number with data and _backward."
    def backward(self): self._backward()
def f():
    Value().backward()
# a tensor for a size | g is a tensor, and g.shape has its sizes
def f():
    x, g = torch.rand(2, 3), torch.rand(6)
    return x.view(g)
# a tensor for a size | g is a tensor, and g.shape has its sizes
def f():
    x, g = torch.rand(2, 3), torch.rand(6)
    return x.reshape(g)
# a tensor for a size | emb is a tensor, and emb.shape has its sizes
def f():
    emb = torch.rand(6)
    return torch.zeros(emb)
# a tensor for a size | emb is a tensor, and emb.shape has its sizes
def f():
    emb = torch.rand(6)
    return torch.rand(3).view(-1, emb)
# a key and its value | for p in params
def f():
    params = {"C": torch.rand(2)}
    for p in params:
        p += 0.1 * torch.rand(2)
# a key and its value | params is a dict
def f():
    params, grads = {"C": torch.rand(2)}, [torch.rand(2)]
    for p, grad in zip(params, grads):
        p += -0.1 * grad
# outside of a function's domain | prob is 0 or below
def f():
    prob = torch.zeros(2)[0]
    return math.log(prob)
# outside of a function's domain | x is below 0
def f():
    x = -1.0
    return math.sqrt(x)
# attribute that is not there | A has no bias
class A:
    def __init__(self): self.base = 1
    def __call__(self): return self.bias
class B:
    def __init__(self): self.bias = 1
def f():
    A()()
# index of another count | they have 1 and 2 axes
def f():
    out, ix = torch.zeros(5, 9), torch.zeros(5, 3, dtype=torch.int64)
    out[torch.arange(len(ix)), ix] = 1.0
# name of a stub is gone | code.py has no Value
def f():
    import sys
    return sys.modules[__name__].Value
# name of a stub is gone | code.py has Valeu, and no Value
class Valeu:
    pass
def f():
    import sys
    return sys.modules[__name__].Value
# method out of place | line 5 defines log outside of V
class V:
    pass
def log(self):
    return self
def f():
    return V().log()
# method out of place | line 6 defines log inside of exp
class V:
    def exp(self):
        return self
        def log(self):
            return self
def f():
    return V().log()
# method out of place | line 4 does not name grad
class V:
    __slots__ = ("data",)
    def __init__(self):
        self.data = 1.0
        self.grad = 0.0
def f():
    return V()
# attribute that is not there
class V:
    pass
def log(x):
    return x
def f():
    return V().log()
# attribute that is not there | V has _prev, and no _prevs
class V:
    def __init__(self):
        self._prev = []
def f():
    return V()._prevs
# operator out of place | line 5 defines __rsub__ outside of V
class V:
    pass
def __rsub__(self, other):
    return self
def f():
    return 1 - V()
# operator out of place | line 6 defines __pow__ inside of __neg__
class V:
    def __neg__(self):
        return self
        def __pow__(self, other):
            return self
def f():
    return V() ** 2
# call out of place | line 5 defines __call__ outside of V
class V:
    pass
def __call__(self):
    return self
def f():
    return V()()
# static method | line 4, above log
class V:
    @staticmethod
    def log(self):
        return self
def f():
    return V().log()
# special method asks itself | line 5: self.table
class V:
    def __getattr__(self, name):
        return self.table[name]
def f():
    return V().data
# special method asks itself | line 5: self
class V:
    def __repr__(self):
        return f"V({self})"
def f():
    return repr(V())
# special method asks itself | line 5: self == other
class V:
    def __eq__(self, other):
        return self == other
def f():
    return V() == V()
# special method asks itself | line 5: len(self)
class V:
    def __len__(self):
        return len(self)
def f():
    return len(V())
# operator that is not there
def f():
    nin, nouts = 3, [4, 1]
    return nin + nouts
# index too large | axis 0 has size 27, and the index is -50
def f():
    return torch.rand(27, 27)[ord(".") - 96, 0]
# import of no name | code.py has no Graph
def f():
    from exercises.raised.code import Graph
# tensor indexed by letters | STOI[ch1] x (3, 3) float32
def f(STOI={"a": 1}):
    x, ch1 = torch.zeros(3, 3), "a"
    x[ch1, ch1] += 1
# text in a tensor
def f():
    return torch.tensor("a")
# truth of many | (preds > 0.5) == y preds
def f():
    preds, y = torch.rand(3), torch.ones(3)
    return preds > 0.5 == y
# truth of many | y == (preds > 0.5) y
def f():
    preds, y = torch.rand(3), torch.ones(3)
    return y == preds > 0.5
# truth of many | a == b == c is read as (a == b) and (b == c) a
def f():
    a = b = c = torch.rand(3)
    return a == b == c
# truth of many | 0 < x < 1 != y is read as (0 < x) and (x < 1) and (1 != y) x
def f():
    x = y = torch.rand(3) + 0.1
    return 0 < x < 1 != y
# truth of many | y > 0 & y < 2
def f():
    y = torch.tensor([1, 0])
    return y > 0 & y < 2
# & before a comparison | x > 0 & x < 1
def f():
    x = torch.rand(3)
    return x > 0 & x < 1
# & before a comparison | x & y
def f():
    x, y = torch.rand(3), torch.rand(3)
    return x & y
# -
def f():
    return [1] & [2]
# truth of many | torch.clamp(x, max=1)
def f():
    x = torch.rand(3)
    return min(1, x)
# truth of many | torch.maximum(x, y)
def f():
    x, y = torch.rand(3), torch.rand(3)
    return max(x, y)
# truth of many | x.max()
def f():
    x = torch.rand(3, 2)
    return max(x)
# values and indices | x.max(0) goes along axis 0; the larger of each entry and 0 is x.clamp(
def f():
    x = torch.rand(3, 2)
    x = x.max(0)
    return x @ torch.rand(2)
# values and indices | line 5: torch.min(x, 0) goes along axis 0; the smaller of each entry
def f():
    x = torch.rand(3, 2)
    least = torch.min(x, 0)
    return least + 1
# values and indices | line 4: torch.rand(3, 2).sort(dim=1)
def f():
    out = torch.rand(3, 2).sort(dim=1)
    return out + 1
# number for an axis | x.clamp(min=0) or x.relu()
def f():
    x = torch.rand(3)
    return x.max(0.0)
# number for an axis | the smaller of each entry and 1.5 is x.clamp(max=1.5)
def f():
    x = torch.rand(3)
    return torch.min(x, 1.5)
# number for an axis | the larger of each entry and 0 is x.clamp(min=0)
def f():
    x = torch.rand(3)
    return torch.max(0, x)
# number beside a tensor | torch.clamp(x, min=0)
def f():
    x = torch.rand(3)
    return torch.maximum(x, 0)
# number beside a tensor | torch.clamp(x, max=2.5)
def f():
    x = torch.rand(3)
    return x.minimum(2.5)
# one number of many | da (3,) float32
def f():
    da, db = torch.rand(3), torch.rand(3)
    return torch.tensor([da, db])
# values and indices | line 5: x.max(0) goes along axis 0
def f():
    x = torch.rand(3, 2)
    x = x.max(0)
    return x * 0.5
# list and one thing
def f():
    return (1, 2) + [3]
# one list of them | torch.tensor(xs, dtype=torch.float32)
def f():
    xs = [1, 2]
    return torch.tensor(xs, torch.float32)
# a value is None | other.data is None; __neg__ has no return, so -other (line 11) is None
class V:
    def __init__(self, data):
        self.data = data
    def __add__(self, other):
        other = other if isinstance(other, V) else V(other)
        return V(self.data + other.data)
    def __neg__(self):
        self * -1
    def __sub__(self, other): return self + (-other)
    def __mul__(self, other):
        return V(self.data * other)
def f():
    return V(1.0) - V(2.0)
# a value is None | __mul__ has no return, so a * b is None
class V:
    def __mul__(self, other):
        V()
def f():
    a, b = V(), V()
    return (a * b).data
# argument left out | make returns what quad(1) would give
from collections.abc import Callable
def quad(a, x): return a * x
def make() -> Callable[[float], float]:
    return quad(1)
def f():
    return make()
"""
