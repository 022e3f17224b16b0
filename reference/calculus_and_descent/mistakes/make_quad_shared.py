"""all functions made share the last numbers

Numbers in a global variable, or in one list for all, are overwritten by the next call. A
function inside a function keeps its own.
"""

_kept = {}


def make_quad(a, b, c):
    _kept["abc"] = a, b, c

    def f(x):
        a, b, c = _kept["abc"]
        return a * x**2 + b * x + c

    return f
