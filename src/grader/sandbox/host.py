"""The judge's side: start a zygote, get children from it, ask them, kill them.

Everything that comes back is untrusted. A call that cannot be answered with a value raises
`ChildDied` with the reason; the child is then gone and the next call needs a new one.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from grader.errors import EngineError
from grader.sandbox import codec, jail, root, wire
from grader.sandbox.execute import Reply, Request
from grader.sandbox.payload import Malformed

OUTPUT_KEPT = 64 << 10
OUTPUT_LIMIT = 8 << 20
_FORK_SECONDS = 30.0
_EXIT_SECONDS = 0.5
_BROKEN = "its answer broke the protocol"

Reason = Literal["timeout", "exited", "protocol", "output"]


class ChildDied(Exception):
    """The child gave no answer. `detail` is ours, never the child's text."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Forked:
    """A child as its zygote made it; `control` is the socket to that very zygote, or fork of it."""

    pid: int
    pidfd: int
    control: socket.socket


class Zygote:
    """A zygote of our own, forked from the root on first use and again whenever it has died.

    `without` names the walls (jail.WALLS) that its children do without: none where students are
    judged, jail.UNSAFE for one's own code, any in a test of what a wall is good for. Raises
    EngineError where Landlock and seccomp cannot be had, and were not left out.
    """

    def __init__(self, *, without: Collection[str] = ()) -> None:
        jail.require(unsafe=set(without) >= jail.UNSAFE)
        self.without = sorted(without)
        self.drop_user = jail.may_drop_user()
        self._pidfd = -1
        # The zygote itself, and its forks by (what they do without, packages that they have).
        self._controls: dict[tuple[tuple[str, ...], tuple[str, ...]], socket.socket] = {}
        self._ended: dict[int, dict[str, Any]] = {}

    def fork(
        self,
        spec: dict[str, Any],
        descriptors: Sequence[int],
        forbid: Sequence[str] = (),
        packages: Sequence[str] = (),
    ) -> Forked:
        """A new child that does without the operations `forbid` and has imported `packages`.

        Raises EngineError if none can be had.
        """
        for _attempt in range(2):
            try:
                control = self._like(tuple(forbid), tuple(packages))
                return self._ask(control, spec, descriptors)
            except (OSError, EOFError):
                self.close()
        raise EngineError("the zygote ended twice while forking; see its error output above.")

    def wait(self, forked: Forked) -> dict[str, Any] | None:
        """How a child ended: status, cpu (seconds), max_rss_kb, faults (minor page faults).

        None if its zygote is gone.
        """
        deadline = time.monotonic() + _FORK_SECONDS
        try:
            while forked.pid not in self._ended:
                if forked.control not in self._controls.values():
                    return None
                self._message(forked.control, deadline)
        except (OSError, EOFError):
            self.close()
            return None
        return self._ended.pop(forked.pid)

    def close(self) -> None:
        """End the zygote and, through it, its children."""
        controls, self._controls = self._controls, {}
        self._ended.clear()
        if not controls:
            return
        for control in reversed(controls.values()):  # itself last: it waits for its forks
            with contextlib.suppress(OSError):
                control.shutdown(socket.SHUT_WR)
        root.end(self._pidfd)
        for control in controls.values():
            control.close()

    def _like(self, forbid: tuple[str, ...], packages: tuple[str, ...]) -> socket.socket:
        """The socket to the zygote whose children do without `forbid` and have `packages`."""
        if not self._controls:
            self._controls[(), ()], self._pidfd = root.fork({"forbid": []})
        if (forbid, packages) not in self._controls:
            spec = {"forbid": forbid, "packages": packages}
            made, pidfd = root.fork_from(self._controls[(), ()], spec)
            self._controls[forbid, packages] = made
            os.close(pidfd)  # it ends with the zygote, which waits for it
        return self._controls[forbid, packages]

    def _ask(
        self, control: socket.socket, spec: dict[str, Any], descriptors: Sequence[int]
    ) -> Forked:
        socket.send_fds(control, [msgspec.json.encode(spec)], list(descriptors))
        deadline = time.monotonic() + _FORK_SECONDS
        while True:
            message, pidfd = self._message(control, deadline)
            root.expect_room(message)
            if "forked" in message and pidfd is not None:
                return Forked(message["forked"], pidfd, control)

    def _message(
        self, control: socket.socket, deadline: float
    ) -> tuple[dict[str, Any], int | None]:
        """The zygote's next message and descriptor; ends of children are kept for `wait`."""
        message, descriptor = root.receive(control, deadline)
        if "ended" in message:
            self._ended[message["ended"]] = message
        return message, descriptor


class Child:
    """One isolated process that holds files of one student."""

    def __init__(
        self,
        zygote: Zygote,
        workspace: Path,
        given: Path,
        forbid: Sequence[str] = (),
        packages: Sequence[str] = (),
    ) -> None:
        self._zygote = zygote
        self._sock, control = socket.socketpair()
        self._out, output = os.pipe()
        spec = {
            "workspace": str(workspace),
            "given": str(given),
            "drop_user": zygote.drop_user and jail.anyone_reaches(workspace, given),
            "without": zygote.without,
        }
        try:
            self._forked = zygote.fork(spec, [control.fileno(), output], forbid, packages)
        except BaseException:
            self._sock.close()
            os.close(self._out)
            raise
        finally:
            control.close()
            os.close(output)
        self._sock.setblocking(False)
        os.set_blocking(self._out, False)
        self._text = bytearray()
        self._printed = 0
        # Bytes of all answers.
        self.answered = 0
        self.alive = True

    def ask(self, request: Request, seconds: float) -> Reply:
        """The child's reply. Raises ChildDied; Unencodable or TooLarge for our own arguments."""
        return self.parse(self.exchange(codec.pack(request.plain()), seconds))

    def exchange(self, packed: bytes, seconds: float) -> memoryview:
        """The child's reply, as it came, to a packed request. Raises ChildDied."""
        number = secrets.token_bytes(wire.NUMBER)
        deadline = time.monotonic() + seconds
        try:
            answer = wire.exchange(self._sock, number + packed, deadline, self._out, self._drain)
            self.answered += len(answer)
            if answer[: wire.NUMBER] != number:
                raise wire.BadFrame("an answer to no question")
            self._drain()
            return answer[wire.NUMBER :]
        except wire.DeadlinePassed:
            self.close()
            raise ChildDied("timeout", f"no answer within {seconds:g} s") from None
        except wire.BadFrame:
            self.close()
            raise ChildDied("protocol", _BROKEN) from None
        except wire.Closed:
            # It is about to end: let it, so that its own exit status is told.
            select.select([self._forked.pidfd], [], [], _EXIT_SECONDS)
            raise ChildDied("exited", _ending(self.close())) from None
        except BaseException:
            # Interrupted: a late answer must not be taken for that of the next call.
            self.close()
            raise

    def parse(self, answer: memoryview) -> Reply:
        """The reply in `answer`; one that is none ends the child. Raises ChildDied."""
        try:
            message = codec.unpack(answer)
            if type(message) is not dict:
                raise Malformed("no reply")
            return Reply.parse(message)
        except Malformed:
            self.close()
            raise ChildDied("protocol", _BROKEN) from None

    def take_output(self) -> str:
        """What the student's code has printed since the last call (bounded)."""
        text = self._text.decode("utf-8", "replace")
        self._text.clear()
        return text

    def close(self) -> dict[str, Any] | None:
        """Kill the child; how it ended, or None if that is not known."""
        if not self.alive:
            return None
        self.alive = False
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._forked.pidfd, signal.SIGKILL)
        os.close(self._forked.pidfd)
        self._sock.close()
        ending = self._zygote.wait(self._forked)
        with contextlib.suppress(ChildDied):
            self._drain()
        os.close(self._out)
        return ending

    def _drain(self) -> bool:
        while True:
            try:
                data = os.read(self._out, 1 << 16)
            except BlockingIOError:
                return True
            if not data:
                return False
            self._printed += len(data)
            self._text += data[: OUTPUT_KEPT - len(self._text)]
            if self._printed > OUTPUT_LIMIT:
                raise ChildDied("output", f"it printed more than {OUTPUT_LIMIT >> 20} MB")


def _ending(ending: dict[str, Any] | None) -> str:
    if ending is None:
        return "the process ended"
    status = ending["status"]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        try:
            return f"the process was ended by {signal.Signals(number).name}"
        except ValueError:
            return f"the process was ended by signal {number}"
    return f"the process ended itself with exit status {os.WEXITSTATUS(status)}"
