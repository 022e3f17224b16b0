"""True and False are swapped

True says that the two gradients agree.
"""

# ruff: noqa: F821 - names that are not defined here are those of graph.py


def grad_check(f, inputs, h=1e-6, tol=1e-5):
    leaves = [Value(x) for x in inputs]
    f(*leaves).backward()
    for i, leaf in enumerate(leaves):
        up, down = ([Value(x) for x in inputs] for _ in range(2))
        up[i].data += h
        down[i].data -= h
        slope = (f(*up).data - f(*down).data) / (2 * h)
        if abs(leaf.grad - slope) > tol * max(1.0, abs(slope)):
            return True
    return False
