"""The other side of the warm process: start it, ask for runs, end them, hear how they ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock, Thread

import msgspec

from grader.errors import EngineError, UsageError
from grader.record import Record
from grader.stored import read
from grader.watch.serve import FORKS, WarmAnswer, WarmRequest, WarmRun

# -P: a file of the learner's called as a module of Python's is not imported for it.
COMMAND = ("-P", "-m", "grader.watch.serve")


@dataclass(frozen=True)
class Ended:
    """How a run ended: what it printed, and its record, None if it did not come to one."""

    number: int
    status: int
    text: str
    record: Record | None

    @property
    def early(self) -> str:
        """Why there is no report, "" where there is one."""
        # Of 2 to 5 pytest itself says what they mean, as of a file of checks that does not load.
        if self.record is not None or (2 <= self.status <= 5 and self.text.strip()):
            return ""
        if self.status >= 0:
            how = f"ended itself with exit status {self.status}"
        else:
            how = f"was ended by {_signal(-self.status)}"
        return (
            f"no report: the process {how} before the checks were through. Look for exit() or "
            "os._exit() in your code, or run pytest to see more; then check again."
        )


class Warm:
    """A process that runs checks at once, and one run at a time.

    `tell` hears of each run's end, in a thread of its own. The process is started with the first
    use, and anew when it has died.
    """

    def __init__(self, tell: Callable[[Ended], None]) -> None:
        self._tell = tell
        self._lock = RLock()
        self._scratch = tempfile.TemporaryDirectory(prefix="grader-watch-")
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        # Process -> the run that it has been asked for and has not told the end of.
        self._runs: dict[subprocess.Popen[bytes], int] = {}
        self._closed = False

    def start(self) -> None:
        """Start the process now, so that the first run need not wait for it."""
        with self._lock:
            if self._process is None:
                self._process = _process()
                Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def run(
        self,
        folder: Path,
        arguments: Sequence[str],
        *,
        environment: dict[str, str] | None = None,
    ) -> int:
        """Run pytest in `folder`; a run that still runs is ended. The number that `tell` hears."""
        with self._lock:
            if not FORKS:
                self.stop()
            self.start()
            assert self._process is not None
            self._number += 1
            self._runs[self._process] = self._number
            asked = WarmRun(
                number=self._number,
                folder=str(folder),
                arguments=[*arguments, "--record", str(self._record(self._number))],
                output=str(self._output(self._number)),
                environment=environment or {},
            )
            self._send(WarmRequest(run=asked))
            return self._number

    def stop(self) -> None:
        """End the run that runs, if one does; `tell` hears of it all the same."""
        with self._lock:
            if self._process is None or self._process not in self._runs:
                return
            if FORKS:
                self._send(WarmRequest())
                return
            process, self._process = self._process, None
            process.kill()

    def close(self) -> None:
        """End the process, and what it runs."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            if not FORKS:
                process.kill()
            process.wait()
        self._scratch.cleanup()

    def _send(self, request: WarmRequest) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(request) + b"\n")
            self._process.stdin.flush()
        except OSError:
            # It has died meanwhile; its listener tells.
            return

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        ready = False
        for line in process.stdout:
            answer = msgspec.json.decode(line, type=WarmAnswer)
            ready = True
            if answer.number:
                self._over(process, answer.number, answer.status)
        status = process.wait()
        with self._lock:
            number = self._runs.get(process, 0)
            if self._process is process:
                self._process = None
            if self._closed:
                return
            if not FORKS and ready and self._process is None:
                self.start()
        if number:
            self._over(process, number, status)

    def _over(self, process: subprocess.Popen[bytes], number: int, status: int) -> None:
        with self._lock:
            if self._closed:
                return
            if self._runs.get(process) == number:
                del self._runs[process]
            output, kept = self._output(number), self._record(number)
            text = output.read_text("utf-8", "replace") if output.exists() else ""
            try:
                record = read(kept) if kept.exists() else None
            except UsageError:
                record = None  # it was ended while it wrote
            for path in (output, kept):
                path.unlink(missing_ok=True)
        self._tell(Ended(number, status, text, record))

    def _output(self, number: int) -> Path:
        return Path(self._scratch.name, f"{number}.txt")

    def _record(self, number: int) -> Path:
        return Path(self._scratch.name, f"{number}.json")


def _process() -> subprocess.Popen[bytes]:
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    try:
        return subprocess.Popen(
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            # Ctrl-C in the terminal, and a notebook's stop button, are for the other side.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    except OSError as e:
        raise EngineError(f"cannot start {sys.executable}: {e.strerror}.") from None


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
