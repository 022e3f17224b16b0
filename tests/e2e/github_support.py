"""What the tests of the GitHub commands share: a clock that does not wait, a way to run them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.fake_github import FakeGitHub

from grader.cli.app import main
from grader.push.client import GitHub
from grader.record import CheckResult, Engine, Record, Submission, TaskResult
from grader.stored import encode

BOT = "github-actions[bot]"
TOKEN = "ghs_SecretOfTheTests"


@dataclass
class Clock:
    """Time that goes by only where somebody waits."""

    time: float = 1_800_000_000.0
    pauses: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.time += seconds
        self.pauses.append(seconds)

    def now(self) -> float:
        return self.time

    def waited(self, at_least: float = 1.5) -> list[float]:
        """The pauses that are more than the one between two writes."""
        return [seconds for seconds in self.pauses if seconds >= at_least]


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class World:
    """A fake GitHub, a clock, and the commands run against both."""

    def __init__(
        self,
        fake: FakeGitHub,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.fake, self.clock = fake, Clock()
        # Long, for a busy machine; a test of what does not answer makes it short.
        self.timeout = 20.0
        self._monkeypatch, self._capsys = monkeypatch, capsys
        for name in [n for n in os.environ if n.startswith("GITHUB_")]:
            monkeypatch.delenv(name)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        self.env("GITHUB_API_URL", fake.url)
        self.env("GITHUB_TOKEN", TOKEN)
        fake.token(TOKEN, BOT, kind="app")
        fake.now = self.clock.now
        world = self

        def from_environment(cls: type[GitHub]) -> GitHub:
            return world.github(os.environ["GITHUB_TOKEN"])

        monkeypatch.setattr(GitHub, "from_environment", classmethod(from_environment))

    def env(self, name: str, value: str | Path) -> None:
        self._monkeypatch.setenv(name, str(value))

    def github(self, token: str = TOKEN, **given: Any) -> GitHub:
        clock = {"pause": self.clock.pause, "now": self.clock.now, "timeout": self.timeout}
        return GitHub(self.fake.url, token, **(clock | given))

    def run(self, *arguments: str | Path) -> Ended:
        """Run `grader`; no token may ever be printed."""
        self._monkeypatch.setattr(sys, "argv", ["grader", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self._capsys.readouterr()
        for token in self.fake.tokens:
            assert token not in out + err
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, out, err)

    def bodies(self, repository: str) -> list[tuple[str, str]]:
        """(author, text) of all comments, and of all issues that are not pull requests."""
        found = self.fake.repositories[repository]
        things = [*(i for i in found.issues if "_pull" not in i), *found.comments]
        return [(thing["user"]["login"], thing["body"]) for thing in things]


def pushed(record: Record) -> Record:
    """`record` as `pytest --record` writes it in a student's repository: visible checks only."""
    for topic in record.topics:
        topic.hidden = False
        topic.tasks = [_visible(task) for task in topic.tasks]
    record.course, record.course_version = "local", ""
    record.submission = Submission(student="local")
    record.engine = Engine(
        version="0.1.0", python="3.12.1", torch="2.13.0", cpu_capability="AVX2", isolation="none"
    )
    return record


def _visible(task: TaskResult) -> TaskResult:
    checks: list[CheckResult] = [check for check in task.checks if check.visibility == "visible"]
    task.checks = checks
    if task.state == "partial":
        task.state, task.earned = "pass", float(task.points)
    return task


def write_records(folder: Path, *records: Record) -> Path:
    """An artifact's or report's folder of records."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, record in enumerate(records, 1):
        (folder / f"record{number}.json").write_bytes(encode(record))
    return folder
