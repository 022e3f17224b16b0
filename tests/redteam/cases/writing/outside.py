"""Writes files all over the machine.

earns: honest
feedback: refused 7 of 7: Permission denied
"""

import os


def write(*paths):
    errors = []
    for path in paths:
        try:
            with open(path, "a") as stream:
                stream.write("hostile\n")
            print("ESCAPED" f": wrote {path}")
        except OSError as e:
            errors.append(e.strerror)
    raise RuntimeError(f"refused {len(errors)} of {len(paths)}: {errors[-1]}")


def attacked(x):
    write(
        "/tmp/hostile-outside", "/var/tmp/hostile-outside", "/dev/shm/hostile-outside", "/hostile-outside",
        "@HOME@/hostile-outside", "@CANARY@/hostile-outside", "/root/hostile-outside",
    )


def honest(x):
    return 2 * x
