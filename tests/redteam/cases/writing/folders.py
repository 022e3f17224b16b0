"""Makes and removes folders.

earns: honest
feedback: refused 5 of 5
"""

import os
import shutil


def attacked(x):
    actions = (
        lambda: os.mkdir("/tmp/hostile-folder"),
        lambda: os.mkdir("@CANARY@/hostile-folder"),
        lambda: os.rmdir("@CANARY@/empty"),
        lambda: shutil.rmtree("@CANARY@"),
        lambda: os.mkfifo("@CANARY@/hostile-fifo"),
    )
    refused = 0
    for action in actions:
        try:
            action()
            print("ESCAPED" ": changed folders")
        except OSError:
            refused += 1
    raise RuntimeError(f"refused {refused} of {len(actions)}")


def honest(x):
    return 2 * x
