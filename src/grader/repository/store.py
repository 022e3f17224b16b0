"""git on a student's repository: what it may use is bounded, and nothing of the repository's runs.

A repository of a few kilobytes can ask for any amount of memory, time and output. So every process
has limits, output goes to a file that cannot grow beyond them, and one deadline holds for all.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from grader.errors import EngineError
from grader.sandbox.jail import die_with_parent
from grader.sandbox.libc import libc

# Bytes and seconds of one process. DATA is what it allocates; packs are mapped, which is ADDRESS.
DATA = 256 << 20
ADDRESS = 1 << 30
CPU_SECONDS = 20
MAX_OUTPUT = 1 << 20
_SETTINGS = {
    "safe.directory": "*",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    # Files of the repository that could say something else of a commit than the commit does.
    "core.commitGraph": "false",
    "core.multiPackIndex": "false",
    "core.packedGitWindowSize": "16m",
    "core.packedGitLimit": "128m",
}
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A partial clone would otherwise fetch missing objects by a command of the repository's choice.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    # A commit holds what its name says, not what the repository would put in its place.
    "GIT_NO_REPLACE_OBJECTS": "1",
    # Else git would go to the folder that core.worktree names, which may be anywhere, or gone.
    "GIT_WORK_TREE": "/",
    "LC_ALL": "C",
}
# What git complains of -> how we say it. Its own words may quote what a hostile setting includes.
_COMPLAINTS = {
    r"out of memory|malloc failed|cannot allocate memory": (
        f"needs more memory than git gets ({DATA >> 20} MB)"
    ),
    r"unknown repository (?:extension|version)|expected git repo version|unknown hash algorithm": (
        "is in a format that {version} does not read"
    ),
    r"permission denied": "may not be read by this user",
    r"promisor remote": "cannot be read: it is a partial clone, and this was left out",
}
_SIGNALS = {
    "SIGXFSZ": f"makes git say more than {MAX_OUTPUT >> 20} MB",
    "SIGXCPU": f"takes git more than {CPU_SECONDS} s of a processor",
    "SIGKILL": "makes git use more than it gets",
    "SIGSEGV": "makes git crash",
}


class GitRefused(Exception):
    """Why git has no answer, as the end of a sentence; `output` is what it said before.

    `late` says that the deadline has passed, so that there is nothing more to ask.
    """

    def __init__(self, reason: str, output: bytes = b"", *, late: bool = False) -> None:
        super().__init__(reason)
        self.output = output
        self.late = late


class Store:
    """The repository whose git folder is `folder`, asked for `seconds` from now on at most."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.folder = folder
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds

    def sooner(self, seconds: float) -> Store:
        """The same repository, for `seconds` at most and not beyond the deadline of this one."""
        return Store(self.folder, max(0, min(seconds, self._deadline - time.monotonic())))

    def ask(self, *arguments: str, lines: Sequence[str] = (), more: int = 0) -> bytes:
        """What `git` prints, given `lines`: at most MAX_OUTPUT and `more` bytes.

        The repository is named, since git would else look for one in the folders above. Raises
        GitRefused, and EngineError where git is not installed.
        """
        options = [part for pair in _SETTINGS.items() for part in ("-c", "=".join(pair))]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        late = GitRefused(f"is not read within {self._seconds:.0f} s", late=True)
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise late
        with TemporaryFile() as given, TemporaryFile() as said, TemporaryFile() as complaints:
            given.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
            given.seek(0)
            try:
                process = subprocess.Popen(
                    ["git", *options, "--git-dir", str(self.folder), *arguments],
                    env=inherited | _ENVIRONMENT,
                    stdin=given,
                    stdout=said,
                    stderr=complaints,
                    start_new_session=True,
                    preexec_fn=_limiter(MAX_OUTPUT + more),
                )
            except FileNotFoundError:
                raise EngineError(
                    "git is not installed; it is needed to read repositories."
                ) from None
            try:
                status = process.wait(left)
            except subprocess.TimeoutExpired:
                raise late from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            said.seek(0)
            complaints.seek(0)
            output = said.read()
            if status:
                raise GitRefused(
                    _reason(status, complaints.read().decode(errors="replace")), output
                )
            return output


def _limiter(output: int) -> Callable[[], None]:
    """What bounds a process between fork and exec; it ends with this one."""
    import resource  # does not exist on Windows, where this module must still load

    limits = {"FSIZE": output, "CORE": 0}
    if sys.platform == "linux":  # which grading needs; macOS knows no limit of addresses
        limits |= {"DATA": DATA, "AS": ADDRESS, "CPU": CPU_SECONDS}
    values = []
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        # SIGXCPU tells more than the SIGKILL that comes a second later.
        hard = most + 1 if name == "CPU" else most
        hard = hard if ceiling == resource.RLIM_INFINITY else min(hard, ceiling)
        values.append((kind, (min(most, hard), hard)))
    parent = os.getpid()
    libc()  # loaded here, since little may be done in the fork

    def limit() -> None:
        for kind, value in values:
            resource.setrlimit(kind, value)
        if sys.platform == "linux":
            die_with_parent(parent)

    return limit


def _reason(status: int, complaints: str) -> str:
    """Why git failed, in words of ours."""
    for pattern, words in _COMPLAINTS.items():
        if re.search(pattern, complaints, re.IGNORECASE):
            return words.format(version=_version())
    name = signal.Signals(-status).name if status < 0 else ""
    return _SIGNALS.get(name, "cannot be read: it is damaged or incomplete")


@cache
def _version() -> str:
    """What the git of this machine calls itself, "git version 2.39.5" say."""
    done = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()
