"""What the red team's tests share: the hostile submissions, and the world that they attack.

A case is one solution file of `cases/<family>/`. Its docstring says what it does, which tasks it
must earn all the same, and which words its student must read. Places are filled in when it is
handed in, so that every attacker knows where the reference, the hidden checks, the judge and
another student's work are.

A case that gets through prints ESCAPED with a colon; nothing of the sort may be in a record.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from classroom.grade.workers import IMPORTS
from grader.sandbox import root as zygote_root

FOLDER = Path(__file__).resolve().parent
CASES = FOLDER / "cases"
TASKS = {"attacked": 5, "gradient": 3, "Tally": 2, "honest": 1}
ESCAPED = "ESCAPED:"
# All that no submission may get at: the reference, hidden checks, the secret, the environment...
TOKEN = "RED-TOKEN"
# What a student may not see before the deadline: titles and inputs of hidden checks.
HIDDEN = ("RED-TITLE", "4242.125", "4242_125")
SECRET = b"RED-TOKEN-secret-that-decides-all-inputs"
HONEST = '''"""An honest submission, {number}."""
# RED-TOKEN-other-submission


def attacked(x):
    exponentials = (x - x.max(1, keepdim=True).values).exp()
    return exponentials / exponentials.sum(1, keepdim=True)


def gradient(x):
    h = x.tanh()
    return 2 * h * (1 - h * h)


class Tally:
    def __init__(self):
        self.words = {{}}

    def add(self, word):
        self.words[word] = self.words.get(word, 0) + 1

    def counts(self):
        return self.words


def honest(x):
    return 2 * x
'''
_HEADER = re.compile(r'"""(?P<summary>.+)\n\nearns: (?P<earns>.+)\nfeedback: (?P<feedback>.+)\n')
_SOLUTION = "exercises/target/target.py"
_PR_SET_CHILD_SUBREAPER = 36
# Processes of other tests of this session, which were there before an arena was.
_STRANGERS: set[int] = set()
# The root that an arena has started.
_root: subprocess.Popen[bytes] | None = None


@dataclass(frozen=True)
class Case:
    """One hostile submission: `earns` are task ids, one of `feedback` must be said of `task`."""

    name: str
    path: Path
    summary: str
    earns: frozenset[str]
    feedback: tuple[str, ...]
    task: str

    @property
    def family(self) -> str:
        """The folder."""
        return self.path.parent.name


def read_case(path: Path) -> Case:
    """The case in `path`."""
    text = path.read_text(encoding="utf-8")
    found = _HEADER.match(text)
    assert found, f"{path}: the docstring needs a summary, earns: and feedback:"
    earns = {"nothing": frozenset(), "all": frozenset(TASKS)}.get(
        found["earns"], frozenset(found["earns"].split())
    )
    assert earns <= TASKS.keys(), path
    task = re.search(r"^task: (\w+)$", text, re.MULTILINE)
    words = () if found["feedback"] == "-" else tuple(found["feedback"].split(" | "))
    name = path.relative_to(CASES).with_suffix("").as_posix()
    return Case(name, path, found["summary"], earns, words, task[1] if task else "attacked")


def all_cases() -> list[Case]:
    """Every case, by family and name."""
    return [read_case(path) for path in sorted(CASES.glob("*/*.py"))]


@dataclass
class Arena:
    """A course, a machine around it, and a class of submissions below `root`.

    `temporary` is its TMPDIR.
    """

    root: Path
    temporary: Path
    listeners: list[socket.socket] = field(default_factory=list)

    @property
    def course(self) -> Path:
        """The copy of the red team's course."""
        return self.root / "course"

    @property
    def canary(self) -> Path:
        """A folder outside of everything, which anyone might read."""
        return self.root / "canary"

    def places(self) -> dict[str, str]:
        """What stands in a case's text for the places and numbers that it attacks."""
        tcp = self.listeners[0].getsockname()[1]
        return {
            "@COURSE@": str(self.course),
            "@CANARY@": str(self.canary),
            "@HOME@": str(self.root / "home"),
            "@OTHER@": str(self.root / "class" / "other"),
            "@JUDGE@": str(os.getpid()),
            "@PORT@": str(tcp),
            "@SOCKET@": str(self.root / "socket"),
            "@ABSTRACT@": f"redteam-{os.getpid()}",
        }

    def text(self, case: Case) -> str:
        """The case with the places filled in."""
        text = case.path.read_text(encoding="utf-8")
        for name, value in self.places().items():
            text = text.replace(name, value)
        return text

    def hand_in(self, name: str, text: str) -> Path:
        """A submission of one file; its folder."""
        path = self.root / "class" / name / _SOLUTION
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return self.root / "class" / name

    def reached(self) -> list[str]:
        """The listeners that something has reached."""
        found = []
        for listener in self.listeners:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(100)
                else:
                    listener.accept()[0].close()
            except BlockingIOError:
                continue
            found.append(str(listener.getsockname()))
        return found

    def snapshot(self) -> dict[str, object]:
        """All around that must stay as it is, as plain data that can be compared."""
        strangers = [
            str(path)
            for folder in ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/root")
            for path in _listed(Path(folder))
            if "hostile" in path.name
        ]
        return {
            "course": _tree(self.course),
            "canary": _tree(self.canary),
            "home": _tree(self.root / "home"),
            "temporary files": _tree(self.temporary),
            "strange files": strangers,
            "environment": dict(os.environ),
            "shared memory": [_text(Path("/proc/sysvipc") / n) for n in ("shm", "sem", "msg")],
            "descriptors": sorted(_descriptors()),
            "folder": os.getcwd(),
        }


@contextmanager
def arena(root: Path) -> Iterator[Arena]:
    """An arena below `root`, with tokens in place, a TMPDIR and a HOME of its own."""
    # Not below pytest's 0700 folder: root's children may become nobody, and must get to theirs.
    made = Arena(root, Path(tempfile.mkdtemp(prefix="redteam-")))
    made.temporary.chmod(0o711)
    shutil.copytree(FOLDER / "course", made.course, ignore=shutil.ignore_patterns("__pycache__"))
    (made.canary / "empty").mkdir(parents=True)
    (made.canary / "secret.txt").write_text("RED-TOKEN-canary\n")
    (made.canary / "library.so").write_text("RED-TOKEN-library\n")
    for name in (".ssh/id_ed25519", ".bash_history", ".bashrc", ".config/settings"):
        path = root / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("RED-TOKEN-home\n")
    (root / "class").mkdir()
    other = made.hand_in("other", HONEST.format(number="other"))
    (other / "notes.txt").write_text("RED-TOKEN-notes\n")
    before = dict(os.environ)
    os.environ |= {
        "RED_SECRET": "RED-TOKEN-environment",
        "GITHUB_TOKEN": "RED-TOKEN-github",
        "TMPDIR": str(made.temporary),
        "HOME": str(root / "home"),
    }
    tempfile.tempdir = None
    _start_root()
    _STRANGERS.clear()
    _STRANGERS.update(int(line.split()[0]) for line in _children())
    _subreaper(1)
    try:
        made.listeners = list(_listeners(made))
        yield made
    finally:
        for listener in made.listeners:
            listener.close()
        _subreaper(0)
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = None
        shutil.rmtree(made.temporary)


def _start_root() -> None:
    """Start what workers are forked from where the tokens are in the environment, once for all."""
    global _root
    if _root is None or _root is not zygote_root._process or _root.poll() is not None:
        zygote_root.close()
    zygote_root.start(IMPORTS)
    _root = zygote_root._process


def _listeners(made: Arena) -> Iterator[socket.socket]:
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", tcp.getsockname()[1]))
    stream, datagrams, abstract = (
        socket.socket(socket.AF_UNIX, kind)
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_STREAM)
    )
    stream.bind(str(made.root / "socket"))
    datagrams.bind(str(made.root / "socket.datagrams"))
    abstract.bind(f"\0redteam-{os.getpid()}")
    for one in (stream, abstract):
        one.listen()
    for one in (tcp, udp, stream, datagrams, abstract):
        one.setblocking(False)
        yield one


def children(seconds: float = 10.0) -> list[str]:
    """The command lines of our processes that are still there after `seconds`, one each.

    In an arena, processes whose parents ended become ours.
    """
    end = time.monotonic() + seconds
    while (found := _children()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def _children() -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        status = _text(folder / "stat").rpartition(")")[2].split()
        if len(status) < 2 or int(status[1]) != os.getpid():
            continue
        if status[0] in "ZX":
            # An orphan that has ended; whoever started the others waits for them.
            with_nothing = os.waitid(os.P_PID, int(folder.name), os.WEXITED | os.WNOHANG)
            if with_nothing is not None:
                continue
        command = _text(folder / "cmdline").replace("\0", " ")
        if int(folder.name) not in _STRANGERS:
            found.append(f"{folder.name} {status[0]} {command}")
    return found


def _subreaper(value: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, value, 0, 0, 0)


def _tree(root: Path) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for path in (root, *sorted(root.rglob("*"))):
        if path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        status = path.lstat()
        content = b""
        if stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        times = () if stat.S_ISDIR(status.st_mode) else (status.st_mtime_ns, status.st_nlink)
        digest = hashlib.sha256(content).hexdigest()
        name = str(path.relative_to(root))
        found[name] = (status.st_mode, status.st_uid, status.st_gid, *times, digest)
        found[name] += tuple(os.listxattr(path, follow_symlinks=False))
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def _descriptors() -> list[str]:
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            # The one that listed the folder.
            continue
    return [target for target in found if not target.endswith("/fd")]
