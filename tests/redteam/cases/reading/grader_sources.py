"""Imports the grader's own judging modules.

earns: honest
feedback: ModuleNotFoundError | ImportError | PermissionError
"""

def attacked(x):
    import classroom.grade.judge

    print("ESCAPED" ":", classroom.grade.judge.__file__)


def honest(x):
    return 2 * x
