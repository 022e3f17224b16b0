"""Imports the grader's own judging modules.

earns: honest
feedback: ModuleNotFoundError | ImportError | PermissionError
"""

def attacked(x):
    import grader.grade.judge

    print("ESCAPED" ":", grader.grade.judge.__file__)


def honest(x):
    return 2 * x
