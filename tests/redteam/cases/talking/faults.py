"""Has faulthandler write to its output, then crashes.

earns: honest
feedback: ended by SIGABRT
"""

import faulthandler
import os

faulthandler.enable(file=1)


def attacked(x):
    os.abort()


def honest(x):
    return 2 * x
