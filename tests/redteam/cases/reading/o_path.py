"""Opens the reference as a mere path and reads through it.

earns: honest
feedback: Permission denied
"""

import os


def attacked(x):
    place = os.open("@COURSE@/reference/target/target.py", os.O_PATH)
    print("ESCAPED" ":", open(f"/proc/self/fd/{place}").read())


def honest(x):
    return 2 * x
