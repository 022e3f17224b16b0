"""Changes the course: manifest, checks, reference, pytest's configuration.

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
    write(
        "@COURSE@/exercises/target/topic.toml", "@COURSE@/exercises/target/conftest.py", "@COURSE@/conftest.py",
        "@COURSE@/tests/hidden/target/test_target.py", "@COURSE@/reference/target/target.py", "@COURSE@/pyproject.toml",
    )


def honest(x):
    return 2 * x
