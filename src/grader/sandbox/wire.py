"""Frames between judge and child: `u32 length | payload` (see codec), with one deadline a call.

The judge's side (`exchange`) never blocks past its deadline, never receives file descriptors and
bounds everything it reads. The child's side (`receive`, `send`) is plain and blocking.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import time
from collections.abc import Callable

from grader.sandbox.codec import MAX_RAW, MAX_STRUCTURE

MAX_FRAME = MAX_RAW + MAX_STRUCTURE + 16
_LENGTH = struct.Struct("<I")
# Most frames are smaller, and are then read at once.
_AT_FIRST = 1 << 14


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
    frame = _Frame()
    while not frame.whole:
        frame.read(sock)
    return frame.payload


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
    answer = _Frame()
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
            with contextlib.suppress(BlockingIOError):
                answer.read(sock)
            if answer.whole:
                return answer.payload


class _Frame:
    """A frame that is being read; whoever is at the other end sends one and waits."""

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(_AT_FIRST))
        self._done = 0
        self._size = 0

    @property
    def whole(self) -> bool:
        """Whether all of it is there."""
        return self._size > 0 and self._done == self._size

    @property
    def payload(self) -> memoryview:
        """The frame without its length."""
        return self._buffer[_LENGTH.size : self._size]

    def read(self, sock: socket.socket) -> None:
        """Add what `sock` holds. Raises Closed, BadFrame or BlockingIOError."""
        try:
            # recv, never recvmsg: descriptors that the child passes are dropped by the kernel.
            count = sock.recv_into(self._buffer[self._done :])
        except ConnectionResetError:
            raise Closed from None
        if count == 0:
            raise Closed
        self._done += count
        if not self._size and self._done >= _LENGTH.size:
            size = _LENGTH.unpack_from(self._buffer)[0]
            if not 0 < size <= MAX_FRAME:
                raise BadFrame("a frame of a length that is not allowed")
            self._size = _LENGTH.size + size
            if self._size > len(self._buffer):
                larger = memoryview(bytearray(self._size))
                larger[: self._done] = self._buffer[: self._done]
                self._buffer = larger
        if self._size and self._done > self._size:
            raise BadFrame("more than one frame")


def _sent(sock: socket.socket, out: memoryview) -> memoryview:
    """What is left of `out` after as much as `sock` takes at once. Raises Closed."""
    try:
        return out[sock.send(out[: 1 << 20]) :]
    except BlockingIOError:
        return out
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None
