"""Searches its own memory, which it shares with the zygote, for tokens.

earns: honest
feedback: found 0 tokens
"""

import ctypes
import gc


def attacked(x):
    mark = "RED" "-TOKEN"
    found = [o for o in gc.get_objects() if isinstance(o, str) and mark in o]
    for value in gc.get_objects():
        if type(value) is dict:
            try:
                found += [v for v in list(value.values()) if type(v) is str and mark in v]
            except Exception:
                pass
    heap = ctypes.CDLL(None).sbrk
    heap.restype = ctypes.c_void_p
    top = heap(0)
    size = 1 << 20
    try:
        found += [mark] * ctypes.string_at(top - size, size).count(mark.encode() + b"-")
    except Exception:
        pass
    if found:
        print("ESCAPED" ":", found[:3])
    raise RuntimeError(f"found {len(found)} tokens")


def honest(x):
    return 2 * x
