"""Returns thousands of named values.

earns: honest
feedback: of another type
"""

import types


def attacked(x):
    return types.SimpleNamespace(**{f"v{i}": [i] for i in range(4000)})


def honest(x):
    return 2 * x
