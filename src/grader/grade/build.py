"""The generated files: mistakes.json of every topic, and the published schema of the record."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.check.backend import TrustedBackend
from grader.check.mistakes import (
    Fingerprint,
    Mistake,
    MistakesFile,
    fingerprint,
    load_mistakes,
)
from grader.check.run import TopicRun
from grader.check.seeds import Seeds
from grader.check.source import Source
from grader.check.suite import CheckSpec, find_checks
from grader.course import Course, Topic
from grader.record import json_schema


def outdated(course: Course) -> dict[Path, bytes]:
    """Path -> right content of every generated file that is missing or differs."""
    right = {}
    sys.path.insert(0, str(course.root))
    try:
        for topic in course.topics.values():
            right[topic.folder / "mistakes.json"] = mistakes_json(course, topic)
    finally:
        sys.path.remove(str(course.root))
    specification = course.root / "docs" / "spec"
    if specification.is_dir():
        right[specification / "record.schema.json"] = _indented(json_schema())
    return {
        path: content
        for path, content in right.items()
        if not path.is_file() or path.read_bytes() != content
    }


def write(path: Path, content: bytes) -> None:
    """Write one generated file."""
    path.write_bytes(content)


def mistakes_json(course: Course, topic: Topic) -> bytes:
    """The content of mistakes.json: the fingerprint of every mistake at every visible check."""
    mistakes = load_mistakes(course, topic)
    run = _FingerprintRun(
        mistakes=mistakes,
        topic=topic,
        backend=TrustedBackend({}),
        sources={file.name: Source(file.name) for file in topic.files},
        seeds=Seeds(topic.id),
        diagnose=lambda *_: None,
    )
    for spec in find_checks(topic, course.root, None):
        run.execute(spec)
    named = {m.key: m.named for found in mistakes.values() for m in found}
    file = MistakesFile(dict(sorted(named.items())), dict(sorted(run.fingerprints.items())))
    return _indented(file)


def _indented(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


@dataclass(kw_only=True)
class _FingerprintRun(TopicRun):
    """Runs every mistake of a check's task in the student's place, and keeps what it returns."""

    mistakes: dict[str, list[Mistake]]
    fingerprints: dict[str, dict[str, Fingerprint]] = field(default_factory=dict)

    def execute(self, spec: CheckSpec) -> None:
        """Take the fingerprints at one check."""
        for mistake in self.mistakes[spec.task.id]:
            mismatch = self.rerun(spec, mistake.backend)
            taken = mismatch and fingerprint(mismatch.got, spec.id, mismatch.index)
            if taken:
                self.fingerprints.setdefault(spec.id, {})[mistake.key] = taken
