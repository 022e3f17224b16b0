"""Fetch students' repositories: commits and files as data, nothing in them runs.

Each becomes a bare repository, which `grader grade` reads: without a working tree there is nothing
to check out, so no hook, filter, link or submodule has a turn.
"""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from classroom.github.roster import RosterEntry
from grader.errors import EngineError, SubmissionError, UsageError
from grader.escape import plain
from grader.push.client import require_safe

SECONDS = 300
MAX_PACK = 512 << 20
BRANCH = "refs/heads/submission"
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "fetch.unpackLimit": "1",
    "gc.auto": "0",
    # The token would go along.
    "http.followRedirects": "false",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
}


class NothingThere(SubmissionError):
    """The repository is there, and holds no commit."""


class Fetcher:
    """Fetches from `server`: an https address, or file:// for tests. The token may be empty."""

    def __init__(self, server: str, token: str, *, seconds: float = SECONDS) -> None:
        self._server = server.rstrip("/")
        self._token = token
        self._seconds = seconds
        scheme = urlsplit(server).scheme
        if scheme != "file":
            require_safe(server, "GITHUB_SERVER_URL")
        self._environment = self._make_environment(scheme)

    @classmethod
    def from_environment(cls) -> Fetcher:
        """The server and token of GITHUB_SERVER_URL and GITHUB_TOKEN."""
        server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
        return cls(server, os.environ.get("GITHUB_TOKEN", "").strip())

    def fetch(self, student: RosterEntry, out: Path, *, whole: bool = False) -> str:
        """Bring `student`'s folder below `out` to the tip of the default branch; the commit.

        With `whole` its history comes along. Raises SubmissionError where that fails; what was
        fetched before then stays.
        """
        folder = out / student.name
        self._prepare(folder, student)
        fetched = self._take(folder, student, f"+HEAD:{BRANCH}", [] if whole else ["--depth=1"])
        if fetched.returncode:
            if "remote ref HEAD" in fetched.stderr:
                raise NothingThere(f"{student.repository}: it has no commit yet.")
            raise SubmissionError(f"{student.repository}: {self._why(fetched)}")
        return self._git(folder, "rev-parse", "--verify", BRANCH).stdout.strip()

    def keep(self, student: RosterEntry, out: Path, commit: str) -> bool:
        """Have `commit` in `student`'s folder for good, though no branch leads there any more."""
        folder = out / student.name
        reference = f"refs/kept/{commit}"
        there = self._git(folder, "cat-file", "-e", f"{commit}^{{commit}}")
        if there.returncode == 0:
            return self._git(folder, "update-ref", reference, commit).returncode == 0
        return self._take(folder, student, f"+{commit}:{reference}", []).returncode == 0

    def _take(
        self, folder: Path, student: RosterEntry, refspec: str, options: list[str]
    ) -> subprocess.CompletedProcess[str]:
        return self._git(
            folder,
            "fetch",
            "--quiet",
            *options,
            "--no-tags",
            "--no-recurse-submodules",
            "--no-auto-maintenance",
            "--no-write-fetch-head",
            f"{self._server}/{student.repository}.git",
            refspec,
        )

    def _prepare(self, folder: Path, student: RosterEntry) -> None:
        if folder.is_symlink() or (folder.exists() and not _bare(folder)):
            raise SubmissionError(
                f"{student.repository}: {folder} exists and was not fetched; remove it."
            )
        if _bare(folder):
            return
        command = ["init", "--quiet", "--bare", "--template=", "--initial-branch=submission"]
        made = self._run([*command, str(folder)])
        if made.returncode:
            raise UsageError(f"cannot write to {folder}: {self._why(made)}")

    def _git(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run(["--git-dir", str(folder), *arguments])

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", *arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self._seconds,
                preexec_fn=limiter() if os.name == "posix" else None,
                check=False,
            )
        except FileNotFoundError:
            raise EngineError("git is not installed; it is needed to fetch repositories.") from None
        except subprocess.TimeoutExpired as e:
            return subprocess.CompletedProcess(e.cmd, 1, "", f"not done within {self._seconds:g} s")

    def _why(self, done: subprocess.CompletedProcess[str]) -> str:
        """The reason that git gives, as one line, without the token."""
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        told = next((line for line in lines if line.startswith(("fatal:", "ERROR:"))), "")
        text = told or (lines[0] if lines else f"git ended with status {done.returncode}")
        if "terminal prompts disabled" in text or "could not read Username" in text:
            text = "not found, or the token may not read it"
        if done.returncode < 0 or "invalid index-pack output" in text:
            # The limit of a file's size ends git, or the program that takes the objects in.
            text = f"git could not take it in; is it larger than {MAX_PACK >> 20} MB?"
        return f"cannot be fetched ({plain(self._hide(text), 300)})"

    def _hide(self, text: str) -> str:
        return text.replace(self._token, "***") if self._token else text

    def _make_environment(self, scheme: str) -> dict[str, str]:
        """The environment of git: no settings but ours, and the token in a header for the server.

        There neither a list of processes nor an error message of git's shows it.
        """
        settings = dict(_SETTINGS)
        if self._token and scheme != "file":
            pair = base64.b64encode(f"x-access-token:{self._token}".encode()).decode()
            settings[f"http.{self._server}/.extraheader"] = f"Authorization: Basic {pair}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_"))}
        ours = {
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_COUNT": str(len(settings)),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS": "",
            "GIT_ALLOW_PROTOCOL": scheme,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "LC_ALL": "C",
        }
        for number, (key, value) in enumerate(settings.items()):
            ours[f"GIT_CONFIG_KEY_{number}"] = key
            ours[f"GIT_CONFIG_VALUE_{number}"] = value
        return kept | ours


def _bare(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def limiter() -> Callable[[], None]:
    """What bounds the files of a process between fork and exec.

    Whatever is imported is imported here: in a fork the lock of an import may be another thread's,
    which is not there to let go of it.
    """
    import resource  # does not exist on Windows, where this module must still load

    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = MAX_PACK if hard == resource.RLIM_INFINITY else min(MAX_PACK, hard)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))

    return limit
