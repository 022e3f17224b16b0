"""Changes modes, owners, times and extended attributes.

earns: honest
feedback: refused 6 of 6: Operation not permitted
"""

import os


def attacked(x):
    path = "@CANARY@/secret.txt"
    actions = (
        lambda: os.chmod(path, 0o777),
        lambda: os.chown(path, 12345, 12345),
        lambda: os.lchown(path, 12345, 12345),
        lambda: os.utime(path, (1, 1)),
        lambda: os.setxattr(path, "user.hostile", b"1"),
        lambda: os.removexattr(path, "user.hostile"),
    )
    refused = 0
    for action in actions:
        try:
            action()
            print("ESCAPED" ": changed attributes")
        except OSError as e:
            refused += 1
            last = e
    raise RuntimeError(f"refused {refused} of {len(actions)}: {last.strerror}")


def honest(x):
    return 2 * x
