"""Sends a million empty lists, which take 100 MB once they are built.

earns: honest
feedback: its answer broke the protocol | has wrong | of another type
"""

import os
import struct

from grader.sandbox import codec, wire


def question():
    """The number of the judge's question, taken from the frame that called us."""
    import sys

    frame = sys._getframe()
    while frame and "number" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["number"] if frame else bytes(8)


def send(data):
    done = 0
    while done < len(data):
        done += os.write(3, data[done:])


def answer(number, value):
    """A frame of our own; `value` is a dict of fields in an honest one."""
    send(wire.frame(number + codec.pack(value)))


def raw(structure, blobs=b""):
    """A frame with a structure of our choice."""
    payload = question() + struct.pack("<I", len(structure)) + structure + blobs
    send(struct.pack("<I", len(payload)) + payload)


def attacked(x):
    count = (1 << 20) - 100
    raw(b"\xdd" + struct.pack(">I", count) + b"\x90" * count)
    return x


def honest(x):
    return 2 * x
