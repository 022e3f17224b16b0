"""Frames between judge and child: `u32 length | number | payload`, with one deadline a call.

The number of an answer is that of its question; grader.sandbox.payload says what a payload is.

The judge's side (`exchange`) never blocks past its deadline, never receives file descriptors and
bounds everything it reads. The child's side (`receive`, `send`) is plain and blocking.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Callable

from grader.sandbox.payload import ANSWERED

# Bytes in front of a payload that say to which question an answer belongs.
NUMBER = 8
MAX_ANSWER = NUMBER + ANSWERED.raw + ANSWERED.structure + 16
_LENGTH = struct.Struct("<I")


class Closed(Exception):
    """The other side is gone."""


class DeadlinePassed(Exception):
    """No complete answer before the deadline."""


class BadFrame(Exception):
    """A frame that the protocol does not allow."""


def frame(payload: bytes) -> bytes:
    """`payload` with its length in front."""
    return _LENGTH.pack(len(payload)) + payload


def receive(sock: socket.socket) -> memoryview:
    """The next payload; blocks. Raises Closed at the end of the stream."""
    return _exactly(sock, _LENGTH.unpack(_exactly(sock, _LENGTH.size))[0])


def _exactly(sock: socket.socket, size: int) -> memoryview:
    buffer = memoryview(bytearray(size))
    done = 0
    while done < size:
        count = sock.recv_into(buffer[done:])
        if count == 0:
            raise Closed
        done += count
    return buffer


def exchange(
    sock: socket.socket,
    payload: bytes,
    deadline: float,
    output_fd: int,
    on_output: Callable[[], bool],
) -> memoryview:
    """Send `payload` over the non-blocking `sock` and return the answer's payload.

    `deadline` is a time.monotonic() value. `on_output` is called whenever `output_fd` can be
    read, so that a child that prints cannot block; it returns False at the end of that stream.
    Raises DeadlinePassed, Closed or BadFrame.
    """
    out = _sent(sock, memoryview(frame(payload)))
    into = memoryview(bytearray(_LENGTH.size))
    done = 0
    in_header = True
    poll = select.poll()
    poll.register(sock, select.POLLIN | (select.POLLOUT if out else 0))
    poll.register(output_fd, select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        for fd, event in poll.poll(left * 1000):
            if fd == output_fd:
                if not on_output():
                    poll.unregister(output_fd)
                continue
            if event & select.POLLOUT and out:
                out = _sent(sock, out)
                if not out:
                    poll.modify(sock, select.POLLIN)
            if not event & (select.POLLIN | select.POLLHUP | select.POLLERR):
                continue
            done += _received(sock, into[done:])
            while done == len(into):
                if not in_header:
                    return into
                size = _LENGTH.unpack(into)[0]
                if not 0 < size <= MAX_ANSWER:
                    raise BadFrame("a frame of a length that is not allowed")
                into, in_header = memoryview(bytearray(size)), False
                done = _received(sock, into)  # mostly it is there already


def _received(sock: socket.socket, into: memoryview) -> int:
    """How many bytes were there to be read into `into`. Raises Closed."""
    try:
        # recv, never recvmsg: descriptors that the child passes are dropped by the kernel.
        count = sock.recv_into(into)
    except BlockingIOError:
        return 0
    except ConnectionResetError:
        raise Closed from None
    if count == 0:
        raise Closed
    return count


def _sent(sock: socket.socket, out: memoryview) -> memoryview:
    """What is left of `out` after as much as `sock` takes at once. Raises Closed."""
    try:
        return out[sock.send(out[: 1 << 20]) :]
    except BlockingIOError:
        return out
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None
