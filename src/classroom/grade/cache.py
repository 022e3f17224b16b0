"""Results by content: what was graded once is not graded again while nothing has changed.

A result is kept under the hash of everything that it depends on: the submitted files, the topic's
folder, its hidden checks and reference, the data, the engine's source, Python, torch, the CPU, the
secret and the jail. It is written as soon as it is there, in one piece; whoever is killed and
started again goes on where it stopped.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

import classroom
import grader
from classroom.grade.result import JudgedTopic
from grader.course.manifest import STUDENT_ROOT, Course, Topic
from grader.errors import DiskError
from grader.experiments.measured import Measured
from grader.files import write_whole
from grader.sandbox.root import KERNEL_SETTINGS

_T = TypeVar("_T")
_R = TypeVar("_R", covariant=True)
_IGNORED = ("__pycache__", ".pytest_cache")
# What would meet every result alike: no room, no right, something in the way.
_OF_THE_FOLDER = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.ENOTDIR, errno.EEXIST, errno.ENOENT),
}


class _Decoder(Protocol[_R]):
    def decode(self, data: bytes, /) -> _R: ...


class Cache:
    """Results in a folder, one file each; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> JudgedTopic | None:
        """The result under `key`, None if there is none (or it cannot be read)."""
        return self._read(f"{key}.json", msgspec.json.Decoder(JudgedTopic))

    def put(self, key: str, result: JudgedTopic) -> None:
        """Keep `result`. Raises DiskError where the folder cannot be written, else OSError."""
        self._write(f"{key}.json", msgspec.json.encode(result))

    def measured(self, key: str) -> Measured | None:
        """What the run of an experiment under `key` has found, None if there is none."""
        return self._read(f"{key}.run", msgspec.msgpack.Decoder(Measured))

    def keep(self, key: str, measured: Measured) -> None:
        """Keep a run. Raises as put() does."""
        # Not JSON, which has no infinity: a loss may burst.
        self._write(f"{key}.run", msgspec.msgpack.encode(measured))

    def _read(self, name: str, decoder: _Decoder[_T]) -> _T | None:
        if self._folder is None:
            return None
        try:
            return decoder.decode((self._folder / name).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None

    def _write(self, name: str, content: bytes) -> None:
        if self._folder is None:
            return
        path = self._folder / name
        try:
            write_whole(path, content)
        except OSError as e:
            if e.errno in _OF_THE_FOLDER:
                raise DiskError(f"{e.strerror}: {path}; nothing graded is lost.") from None
            raise


class Keys:
    """Makes the keys of one batch; what all submissions share is hashed once, for all workers."""

    def __init__(
        self,
        course: Course,
        topics: Iterable[Topic],
        settings: dict[str, str],
        secret: bytes | None,
    ) -> None:
        shared = hashlib.sha256()
        versions = [platform.python_version(), version("torch"), version("pytest"), _cpu()]
        for text in (*versions, *(f"{k}={v}" for k, v in sorted(settings.items()))):
            shared.update(f"{text}\0".encode())
        shared.update(hashlib.sha256(secret or b"").digest())
        _add_engine(shared)
        _add_folder(shared, course.root / STUDENT_ROOT / "data")
        self._topics = {}
        for topic in topics:
            digest = shared.copy()
            for folder in (topic.folder, course.hidden / topic.id, course.reference / topic.id):
                _add_folder(digest, folder)
            self._topics[topic.id] = digest.digest()

    def of_topic(self, topic: str) -> str:
        """What the key of every submission of `topic` begins with: all but the submission."""
        return self._topics[topic].hex()

    def of(self, topic: Topic, files: dict[str, bytes], problems: dict[str, str]) -> str:
        """The key of one topic of one submission."""
        return self._of(topic, (*topic.submitted, *topic.optional), files, problems)

    def of_run(
        self, topic: Topic, files: dict[str, bytes], problems: dict[str, str], asked: str
    ) -> str:
        """The key of a run of an experiment, `asked`: of a submission its solution files alone."""
        paths = [topic.path_in_repository(file.name) for file in topic.files]
        return self._of(topic, paths, files, problems, asked)

    def _of(
        self,
        topic: Topic,
        paths: Iterable[str],
        files: dict[str, bytes],
        problems: dict[str, str],
        asked: str = "",
    ) -> str:
        digest = hashlib.sha256(self._topics[topic.id] + asked.encode())
        for path in paths:
            digest.update(f"{path}\0{problems.get(path, '')}\0".encode())
            digest.update(hashlib.sha256(files.get(path, b"")).digest())
        return digest.hexdigest()


def _add_engine(digest: hashlib._Hash) -> None:
    for package in (grader, classroom):
        _add_folder(digest, Path(package.__path__[0]))


def _add_folder(digest: hashlib._Hash, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part in _IGNORED for part in path.parts):
            digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())


def _cpu() -> str:
    """What decides which kernels torch uses, without importing torch."""
    flags = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as stream:
            flags = next((line for line in stream if line.startswith(("flags", "Features"))), "")
    except OSError:
        pass
    settings = " ".join(f"{name}={os.environ.get(name, '')}" for name in KERNEL_SETTINGS)
    return f"{platform.machine()} {hashlib.sha256(flags.encode()).hexdigest()} {settings}"


def fingerprint(course: Course) -> str:
    """A hash of all that decides on points but the machine and the secret: course and engine."""
    digest = hashlib.sha256()
    for folder in (course.root / STUDENT_ROOT, course.hidden, course.reference):
        _add_folder(digest, folder)
    _add_engine(digest)
    return digest.hexdigest()
