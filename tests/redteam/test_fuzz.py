"""Random data against everything that reads what others wrote: it is refused in the known ways."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.redteam.arena import FOLDER

from grader.check.mistakes import read_mistakes
from grader.course.manifest import load_course, load_topic
from grader.errors import CourseError, UsageError
from grader.sandbox import codec, wire
from grader.sandbox.execute import Reply
from grader.sandbox.named import Values
from grader.sandbox.payload import Malformed
from grader.stored import decode

# Far more than any of this takes, far less than a hang.
SECONDS = 2.0
DEADLINE = 0.15
MANIFEST = (FOLDER / "course/exercises/target/topic.toml").read_text()
COURSE = (FOLDER / "course/exercises/course.toml").read_text()

numbers = st.integers() | st.integers(-4, 4) | st.sampled_from([2**31, 2**40, 2**63, -(2**64)])
scalars = st.none() | st.booleans() | numbers | st.floats() | st.text(max_size=5) | st.binary()
odd = st.sampled_from([torch.ones(3), torch.ones(()), np.ones(3), Values(a=1), torch.tensor([])])
decoded = st.recursive(
    scalars | odd,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
frames = st.lists(st.lists(st.text(max_size=3) | numbers | odd, max_size=3), max_size=7) | decoded
replies = st.fixed_dictionaries(
    {},
    optional={
        "value": decoded,
        "mutated": st.lists(st.text(max_size=4) | st.just("0.a") | decoded, max_size=3) | decoded,
        "failure": st.fixed_dictionaries(
            {},
            optional={
                "kind": st.sampled_from(["error", "import", "exit", "other"]) | decoded,
                "type": st.text(max_size=4) | decoded,
                "text": st.text(max_size=4) | decoded,
                "frames": frames,
            },
        )
        | decoded,
        "other": scalars,
    },
)


@settings(max_examples=400, deadline=None)
@given(replies)
@example({"failure": {"kind": np.ones(2), "type": "", "text": "", "frames": []}, "mutated": []})
@example({"value": 1, "mutated": [torch.ones(2)]})
@example({"failure": torch.ones(3), "mutated": []})
@example({"failure": np.ones(3), "mutated": []})
@example({"value": 1, "failure": {"kind": "error"}, "mutated": []})
def test_any_decoded_reply_is_read_or_malformed(data: dict[str, Any]) -> None:
    """Whatever fields an answer has, and whatever is in them, it is a Reply or Malformed."""
    with contextlib.suppress(Malformed):
        reply = Reply.parse(data)
        assert reply.failure is None or len(reply.failure.text) <= 500


sizes = st.lists(st.sampled_from([0, 1, 2, 3, -1, 2**31, 2**62]), max_size=5) | scalars
dtypes = st.sampled_from(["float32", "bool", "int64", "qint8", "f4", "b1", "c1", "O8", "f16", "²"])
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["tuple", "dict", "values", "int", "tensor", "ndarray", "generator"])
            | st.sampled_from(["random", "driver", ""]),
            inner | st.tuples(dtypes, sizes, sizes, scalars) | st.tuples(dtypes, sizes),
            min_size=1,
            max_size=2,
        )
        | st.fixed_dictionaries({"dict": st.lists(st.tuples(inner, inner), max_size=4)})
        | st.fixed_dictionaries({"tensor": st.tuples(dtypes, sizes, sizes, st.booleans())})
        | st.fixed_dictionaries({"ndarray": st.tuples(dtypes, sizes)})
    ),
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(trees, st.binary(max_size=40))
@example({"tensor": ["float32", [0, 2**31, 2**31, 2**31, 2**31], None, False]}, b"")
@example({"ndarray": ["f4", [0, 2**31, 2**31, 2**31, 2**31]]}, b"")
@example({"tensor": ["float32", [1], [2**62], False]}, b"1234")
@example({"tensor": ["float32", [0], [0], False]}, b"")
def test_any_structure_is_a_value_or_malformed(tree: Any, raw: bytes) -> None:
    """Structures that look nearly right are read or refused, quickly."""
    try:
        structure = msgspec.msgpack.encode(tree)
    except (OverflowError, msgspec.MsgspecError):
        return
    started = time.process_time()
    with contextlib.suppress(Malformed):
        codec.unpack(struct.pack("<I", len(structure)) + structure + raw)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "structure",
    [
        b"\x91" * 1_000_000,
        b"\x81\xa5tuple\x91" * 100_000,
        b"\xdf\x00\x01\x00\x00" + b"\x91\x90\x00" * 65536,
        b"\xdd\x00\x0f\x00\x00" + b"\x90" * 0xF0000,
        b"\xdd\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xdb\x00\x0f\x00\x00" + b"\xff" * 0xF0000,
        msgspec.msgpack.encode(
            {"dict": [[{"int": hex(k * (2**61 - 1))}, 0] for k in range(30000)]}
        ),
        msgspec.msgpack.encode({"values": [["a", 0]] * 100_000}),
    ],
    ids=["lists", "kinds", "map", "empties", "long", "bytes", "text", "collisions", "same name"],
)
def test_large_structures_take_little_time(structure: bytes) -> None:
    """A megabyte made to be slow is read or refused in time."""
    started = time.process_time()
    with contextlib.suppress(Malformed):
        codec.unpack(struct.pack("<I", len(structure)) + structure)
    assert time.process_time() - started < SECONDS


pieces = st.binary(max_size=30) | st.sampled_from(
    [
        wire.frame(codec.pack({"id": 1, "value": 2, "mutated": []})),
        struct.pack("<I", 0),
        struct.pack("<I", 5),
        struct.pack("<I", wire.MAX_ANSWER),
        struct.pack("<I", wire.MAX_ANSWER + 1),
        b"\xff" * 4,
        bytes(70_000),
    ]
)
waits = st.sampled_from([0.0, 0.0, 0.001, 0.02, 0.3])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(pieces, waits), max_size=5), st.booleans(), st.integers(0, 400_000))
def test_an_exchange_keeps_its_deadline(
    plan: list[tuple[bytes, float]], reads: bool, size: int
) -> None:
    """Random, partial and slow answers end in a payload or one of three exceptions, in time."""
    ours, theirs = socket.socketpair()
    output, printed = os.pipe()
    ours.setblocking(False)
    theirs.settimeout(1.0)
    stop = threading.Event()

    def peer() -> None:
        with contextlib.suppress(OSError):
            if reads:
                theirs.recv(1 << 20)
            for data, wait in plan:
                os.write(printed, b"x")
                theirs.sendall(data)
                if stop.wait(wait):
                    return
        if plan and plan[-1][1] == 0.0:
            theirs.close()

    thread = threading.Thread(target=peer)
    thread.start()
    started = time.monotonic()
    try:
        with contextlib.suppress(wire.Closed, wire.BadFrame, wire.DeadlinePassed):
            drain = lambda: bool(os.read(output, 100))  # noqa: E731
            payload = wire.exchange(ours, bytes(size), started + DEADLINE, output, drain)
            assert 0 < len(payload) <= wire.MAX_ANSWER
        assert time.monotonic() - started < DEADLINE + SECONDS
    finally:
        stop.set()
        ours.close()
        thread.join()
        theirs.close()
        os.close(output)
        os.close(printed)


values = st.sampled_from(
    [
        *(
            "1",
            "-1",
            "0",
            "1e400",
            "nan",
            "true",
            '""',
            '"x"',
            "[]",
            "[1]",
            "{}",
            "[[]]",
            "2030-01-01",
        ),
        *(
            '"../x.py"',
            '"a.py"',
            '"\\u0000"',
            '"a\\u0000b"',
            "2030-01-01T00:00:00Z",
            "0x7fffffffffff",
        ),
        *("99999999999999999999", "'''x'''", '["a"]', '["honest"]', "[" * 2000, "{a=" * 2000),
    ]
)


def mutated(text: str) -> st.SearchStrategy[str]:
    """`text` with a few lines dropped, doubled, or given other values."""
    lines = text.splitlines()

    @st.composite
    def change(draw: st.DrawFn) -> str:
        changed = list(lines)
        for _ in range(draw(st.integers(1, 4))):
            at = draw(st.integers(0, len(changed) - 1))
            action = draw(st.sampled_from(["drop", "double", "value", "value", "noise"]))
            if action == "drop" and len(changed) > 1:
                del changed[at]
            elif action == "double":
                changed.insert(at, changed[at])
            elif action == "value" and "=" in changed[at]:
                changed[at] = changed[at].partition("=")[0] + "= " + draw(values)
            else:
                changed.insert(at, draw(st.text(max_size=20)))
        return "\n".join(changed)

    return change()


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutated(MANIFEST).map(lambda t: t.encode(errors="replace")) | st.binary(max_size=60))
@example(b"a = " + b"[" * 100_000)
@example(b"\xff\xfe")
def test_a_topic_manifest_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is in topic.toml, it is a topic or a CourseError."""
    folder = tmp_path / "exercises" / "target"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "topic.toml").write_bytes(content)
    with contextlib.suppress(CourseError):
        topic = load_topic(folder)
        assert all(task.points > 0 for task in topic.tasks.values())


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutated(COURSE).map(lambda t: t.encode(errors="replace")) | st.binary(max_size=60))
@example(b'title = "x"\nversion = "1"\ntopics = [{id = "a\\u0000b"}]\n')
@example(b'title = "x"\nversion = "1"\ntopics = [{id = "../../etc"}]\n')
def test_a_course_manifest_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    """Whatever is in course.toml, it is a course or a CourseError."""
    folder = tmp_path / "exercises" / "target"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "topic.toml").write_text(MANIFEST)
    (tmp_path / "exercises" / "course.toml").write_bytes(content)
    with contextlib.suppress(CourseError):
        load_course(tmp_path)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=60) | st.sampled_from([b"[" * 100_000, b'{"mistakes": 1, "checks": {}}']))
def test_other_files_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    """Records and mistakes.json that are none are refused with an error of ours."""
    with contextlib.suppress(UsageError):
        decode(content)
    (tmp_path / "topic.toml").write_text(MANIFEST)
    (tmp_path / "mistakes.json").write_bytes(content)
    with contextlib.suppress(CourseError):
        read_mistakes(load_topic(tmp_path))
