"""Imports the reference by its path.

earns: honest
feedback: PermissionError
"""

import importlib.util


def attacked(x):
    spec = importlib.util.spec_from_file_location("r", "@COURSE@/reference/target/target.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print("ESCAPED" ": the reference is imported")
    return module.attacked(x)


def honest(x):
    return 2 * x
