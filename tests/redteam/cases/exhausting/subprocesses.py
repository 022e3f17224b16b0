"""Starts programs.

earns: honest
feedback: PermissionError | Permission denied | Operation not permitted
"""

import subprocess


def attacked(x):
    print("ESCAPED" ":", subprocess.run(["/bin/echo", "hello"], capture_output=True).stdout)


def honest(x):
    return 2 * x
