"""Skips the test through pytest.

earns: honest
feedback: does not import | ImportError | ModuleNotFoundError | an exception of its own | Permission
"""

def attacked(x):
    import pytest

    pytest.skip("nothing to see")


def honest(x):
    return 2 * x
