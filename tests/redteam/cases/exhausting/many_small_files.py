"""Writes many small files.

earns: honest
feedback: Permission denied
"""

import os


def attacked(x):
    for folder in ("/tmp", "/var/tmp", "/dev/shm", os.getcwd(), os.path.dirname(__file__)):
        for i in range(20):
            try:
                with open(f"{folder}/hostile-small-{i}", "w") as stream:
                    stream.write("x")
                print("ESCAPED" f": wrote into {folder}")
            except OSError as e:
                last = e
    raise last


def honest(x):
    return 2 * x
