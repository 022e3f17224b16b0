"""Walks the file system by glob, walk and scandir.

earns: honest
feedback: found 0 files
"""

import glob
import os


def attacked(x):
    found = glob.glob("@COURSE@/**/*.py", recursive=True) + glob.glob("/root/*")
    found += [name for _, _, names in os.walk("@COURSE@") for name in names]
    if found:
        print("ESCAPED" ":", found)
    raise RuntimeError(f"found {len(found)} files")


def honest(x):
    return 2 * x
