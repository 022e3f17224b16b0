"""Unpickles a command.

earns: honest
feedback: nothing was run
"""

import pickle


def attacked(x):
    if pickle.loads(b"cposix\nsystem\n(S'echo hostile'\ntR.") == 0:
        print("ESCAPED" ": a command ran")
    raise RuntimeError("nothing was run")


def honest(x):
    return 2 * x
