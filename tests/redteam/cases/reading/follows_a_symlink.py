"""Makes a symbolic link to the reference and reads that.

earns: honest
feedback: Permission denied | Operation not permitted
"""

import os


def attacked(x):
    link = os.path.join(os.path.dirname(__file__), "link.py")
    os.symlink("@COURSE@/reference/target/target.py", link)
    print("ESCAPED" ":", open(link).read())


def honest(x):
    return 2 * x
