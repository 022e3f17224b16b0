"""Puts the course on sys.path and imports from it.

earns: honest
feedback: ModuleNotFoundError
"""

import sys


def attacked(x):
    sys.path[:0] = ["@COURSE@/reference/target", "@COURSE@/tests/hidden/target", "@COURSE@"]
    sys.path_importer_cache.clear()
    import reference.target.target as found

    print("ESCAPED" ": the reference is imported")
    return found.attacked(x)


def honest(x):
    return 2 * x
