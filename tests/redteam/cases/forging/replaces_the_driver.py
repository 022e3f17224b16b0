"""Replaces the child's own functions for packing, sending and failing.

earns: honest
feedback: has wrong value | of another type
"""

import sys

from grader.sandbox import codec, execute, wire

original = codec.pack


def pack(value, *room):
    if isinstance(value, dict) and "failure" in value:
        value = {"value": {"passed": True}, "mutated": []}
    return original(value, *room)


codec.pack = execute.pack = pack


def attacked(x):
    raise RuntimeError("hidden from the judge")


def honest(x):
    return 2 * x
