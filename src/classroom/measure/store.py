"""What was judged stays judged: one line a case, so that an interrupted run goes on."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from classroom.author.trials import Trial
from classroom.grade.cache import Keys
from classroom.measure.cases import Candidate
from classroom.measure.work import Found
from grader.course.manifest import Course, Topic


class _Line(msgspec.Struct):
    key: str
    found: Found


class CaseStore:
    """Results in a file: a line is written when its case is done."""

    def __init__(self, path: Path) -> None:
        self._known: dict[str, Found] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.read_bytes() if path.is_file() else b""
        # Whoever was killed while it wrote has left a part of a line behind.
        whole = whole[: whole.rfind(b"\n") + 1]
        for line in whole.splitlines():
            kept = msgspec.json.decode(line, type=_Line)
            self._known[kept.key] = kept.found
        path.write_bytes(whole)
        self._file = path.open("ab", buffering=0)

    def get(self, key: str) -> Found | None:
        """What was found under `key`, None if it was not judged."""
        return self._known.get(key)

    def put(self, key: str, found: Found) -> None:
        """Keep what was found."""
        self._known[key] = found
        self._file.write(msgspec.json.encode(_Line(key, found)) + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class CaseKeys:
    """Makes the keys of cases: all that a result depends on, the engine and the machine too."""

    def __init__(self, course: Course, topics: list[Topic]) -> None:
        self._keys = Keys(course, topics, {}, None)

    def of(self, case: Candidate, trial: Trial) -> str:
        """The key of a case and its submission."""
        known = self._keys.of_topic(case.topic)
        digest = hashlib.sha256(f"{known}\0{case.kind}\0{case.tasks}\0{case.mistakes}".encode())
        digest.update(case.secret or b"")
        for path, text in sorted(trial.files.items()):
            digest.update(f"\0{path}\0{text}".encode())
        return digest.hexdigest()
