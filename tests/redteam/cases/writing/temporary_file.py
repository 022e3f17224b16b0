"""Asks for a temporary file.

earns: honest
feedback: FileNotFoundError | No usable temporary
"""

import tempfile


def attacked(x):
    with tempfile.NamedTemporaryFile() as stream:
        print("ESCAPED" ":", stream.name)


def honest(x):
    return 2 * x
