"""Judge an answer, by the key or by a sealed file, which holds what each likely answer opens.

Both go through `Locks`: a text made of the answer -> what it opens. The judge has the locks in
plain; a laptop has sealed.json, where each is a tag and a text XORed with a keystream, both from
a hash of salt and answer. Four choices can be tried by anyone: a courtesy, not a secret.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from grader.course.questions import Part
from grader.errors import CourseError
from grader.quiz.answers import Value

FILE = "sealed.json"
_TAG = 8


@dataclass(frozen=True)
class Opened:
    """What stands behind a lock: "+" the whole answer is right, "." this place is, "-" neither."""

    kind: Literal["+", ".", "-"]
    text: str


@dataclass(frozen=True)
class Verdict:
    """`right` of `of` steps to the part's points, and the sentences that the answer opened."""

    right: int
    of: int
    texts: list[str]


Locks = dict[str, Opened]
Open = Callable[[str], Opened | None]


class SealedFile(msgspec.Struct, forbid_unknown_fields=True):
    """sealed.json: topic, and for every part its sealed texts by tag."""

    topic: str
    parts: dict[str, dict[str, str]]


def whole(value: Value) -> str:
    """The lock that an answer as a whole opens."""
    return "=" + ",".join(value)


def places(part: Part, value: Value) -> list[str]:
    """The locks that the places of an answer open; none where only the whole counts."""
    if part.type == "multi":
        return [f"{key}={'in' if key in value else 'out'}" for key in part.keys]
    if part.type == "match":
        names = [item.key for item in part.left]
    elif part.type == "tf_reason":
        names = ["verdict", "reason"]
    elif part.type == "order" or (part.length and part.digits):
        names = [str(at) for at in range(1, len(value) + 1)]
    else:
        names = []
    return [f"{name}={item}" for name, item in zip(names, value, strict=False)]


def judge(part: Part, value: Value, open_: Open) -> Verdict:
    """What an answer is worth. multi: half where one choice is wrong; others by place."""
    found = [open_(place) for place in places(part, value)]
    opened = open_(whole(value))
    if part.type == "num" and opened is None and found and all(found):
        # Every number is near the right one, and its place says which that is.
        opened = open_(whole(tuple(place.text for place in found if place)))
    shared = part.type in ("order", "match", "tf_reason")
    of = len(found) if shared else 2 if part.type == "multi" else 1
    if opened is not None:
        return Verdict(of if opened.kind == "+" else 0, of, [opened.text])
    wrong = [place.text for place in found if place and place.kind == "-"]
    right = 0
    if part.type == "multi":
        right = int(len(wrong) == 1)
    elif shared:
        right = sum(place is not None and place.kind == "." for place in found)
    return Verdict(right, of, wrong)


def seal(topic: str, name: str, locks: Locks) -> dict[str, str]:
    """The locks of one part for sealed.json. All texts get the same length, which tells nothing."""
    texts = {lock: (opened.kind + opened.text).encode() for lock, opened in locks.items()}
    size = max(map(len, texts.values()))
    sealed = {}
    for lock, text in texts.items():
        tag, stream = _stream(topic, name, lock, size)
        sealed[tag] = base64.b64encode(_xor(text.ljust(size, b"\0"), stream)).decode()
    return dict(sorted(sealed.items()))


def opener(file: SealedFile, name: str) -> Open:
    """Opens the sealed texts of one part."""
    sealed = file.parts.get(name, {})

    def open_(lock: str) -> Opened | None:
        tag, _ = _stream(file.topic, name, lock, 0)
        if tag not in sealed:
            return None
        try:
            data = base64.b64decode(sealed[tag], validate=True)
            text = _xor(data, _stream(file.topic, name, lock, len(data))[1]).rstrip(b"\0").decode()
        except ValueError:
            return None
        kind = text[:1]
        return Opened(kind, text[1:]) if kind in ("+", ".", "-") else None  # type: ignore[arg-type]

    return open_


def from_locks(locks: Mapping[str, Opened]) -> Open:
    """Opens locks that are known in plain."""
    return locks.get


def read_sealed(folder: Path) -> SealedFile | None:
    """The sealed file of a topic, None where nothing is shipped. Raises CourseError."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=SealedFile)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CourseError(f"{FILE} cannot be read; put it back from the course") from None


def _stream(topic: str, name: str, lock: str, size: int) -> tuple[str, bytes]:
    """Tag and keystream of one lock; the part's name in the course is its salt."""
    digest = hashlib.shake_256(f"{topic}/{name}\0{lock}".encode()).digest(_TAG + size)
    return digest[:_TAG].hex(), digest[_TAG:]


def _xor(text: bytes, stream: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, stream, strict=True))
