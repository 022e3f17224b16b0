"""Sends a map whose keys are pairs made to have one hash.

earns: honest
feedback: its answer broke the protocol
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

FULL = 2**64
ONE, TWO, FIVE = 11400714785074694791, 14029467366897019727, 2870177450012600261


def after(first):
    acc = (FIVE + first * TWO) % FULL
    return ((acc << 31) | (acc >> 33)) % FULL * ONE % FULL


def attacked(x):
    inverse = pow(TWO, -1, FULL)
    pairs = []
    for first in range(1, 120_000):
        second = (12345678901234567890 - after(first)) * inverse % FULL
        if second < 2**61 - 1:
            pairs.append(b"\x92\xce" + struct.pack(">I", first) + b"\xcf" + struct.pack(">Q", second) + b"\x00")
    raw(b"\xdf" + struct.pack(">I", len(pairs)) + b"".join(pairs))
    return x


def honest(x):
    return 2 * x
