"""Writes one big file.

earns: honest
feedback: Permission denied
"""

def attacked(x):
    with open("/tmp/hostile-big", "wb") as stream:
        for _ in range(32):
            stream.write(bytes(1 << 20))
    print("ESCAPED" ": 32 MB written")


def honest(x):
    return 2 * x
