"""Writes result files that a grader might read.

earns: honest
feedback: refused 5 of 5: Permission denied
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
        "@COURSE@/report/records/student.json", "@CANARY@/gradebook.csv", "/tmp/results.json-hostile",
        "@CANARY@/junit.xml", "results.xml",
    )


def honest(x):
    return 2 * x
