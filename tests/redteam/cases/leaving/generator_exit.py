"""Raises GeneratorExit, which is no Exception.

earns: honest
feedback: GeneratorExit
"""

def attacked(x):
    raise GeneratorExit


def honest(x):
    return 2 * x
