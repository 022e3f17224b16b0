"""Writes to devices, terminals and kernel settings.

earns: honest
feedback: refused 6 of 6: Permission denied
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
    write("/dev/null", "/dev/tty", "/dev/pts/0", "/proc/self/oom_score_adj", "/proc/sys/kernel/core_pattern", "/sys/kernel/mm/ksm/run")


def honest(x):
    return 2 * x
