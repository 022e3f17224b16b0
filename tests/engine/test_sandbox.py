"""Children: they answer with values, die alone, and know nothing of the judge."""

from __future__ import annotations

import errno
import os
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from tests.conftest import alive

from grader.errors import EngineError
from grader.sandbox import jail, root, seccomp
from grader.sandbox.host import ChildDied, Zygote

MODULE = "exercises.topic.solution"


def test_a_value_comes_back(child: Any) -> None:
    """A function's result is the reply's value."""
    reply = child("def f(x):\n    return x * 2\n")("f", torch.ones(2))
    assert torch.equal(reply.value, 2 * torch.ones(2))


def test_arguments_are_copies(child: Any) -> None:
    """What student code does to its arguments stays there, and is reported."""
    x = torch.ones(2)
    reply = child("def f(x):\n    x += 1\n    return 0\n")("f", x)
    assert x.tolist() == [1, 1]
    assert reply.mutated == ("0",)


def test_state_lives_as_long_as_the_child(child: Any) -> None:
    """Two calls meet the same module."""
    ask = child("n = []\ndef f():\n    n.append(1)\n    return len(n)\n")
    assert [ask("f").value, ask("f").value] == [1, 2]


@pytest.mark.parametrize(
    ("body", "kind", "name"),
    [
        ("raise ValueError('no')", "error", "ValueError"),
        ("raise SystemExit(0)", "exit", "SystemExit"),
        ("raise KeyboardInterrupt", "error", "KeyboardInterrupt"),
        ("return f()", "error", "RecursionError"),
        ("return object()", "unencodable", ""),
        ("return torch.ones(1).expand(10**12)", "too_large", ""),
        ("return bytearray(1 << 34)", "error", "MemoryError"),
    ],
)
def test_failures_are_reported(child: Any, body: str, kind: str, name: str) -> None:
    """Whatever is raised or cannot be returned is a Failure with its place, and life goes on."""
    ask = child(f"def f():\n    {body}\ndef ok():\n    return 1\n")
    failure = ask("f").failure
    assert (failure.kind, failure.type) == (kind, name)
    assert kind in ("unencodable", "too_large") or failure.frames[-1][0].endswith("solution.py")
    assert ask("ok").value == 1


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        ("os._exit(0)", "exited", "exit status 0"),
        ("os.abort()", "exited", "SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "exited", "SIGSEGV"),
        ("os.kill(os.getpid(), 9)", "exited", "SIGKILL"),
        ("while True: pass", "timeout", "0.5 s"),
        ("import signal, time\n    signal.pthread_sigmask(0, range(1, 64))\n    time.sleep(60)",
         "timeout", "0.5 s"),
        ("while True: print('x' * 10000)", "output", "8 MB"),
        ("os.write(3, b'\\xff' * 64)", "protocol", ""),
        ("os.write(3, (8).to_bytes(4, 'little') + b'12345678')", "protocol", ""),
        ("os.close(3)", "exited", ""),
    ],
)  # fmt: skip
def test_a_child_that_gives_no_answer_is_gone(
    child: Any, body: str, reason: str, detail: str
) -> None:
    """Leaving, crashing, hanging, flooding and forging end the child, with the reason."""
    ask = child(f"def f():\n    {body}\n    return 1\n")
    with pytest.raises(ChildDied) as caught:
        ask("f", seconds=0.5 if reason == "timeout" else 20)
    assert caught.value.reason == reason
    assert detail in caught.value.detail
    assert not ask.child.alive
    assert child("def f():\n    return 5\n")("f").value == 5


def test_an_answer_before_the_question_is_refused(child: Any) -> None:
    """A frame that was sent early carries no id that the judge has asked for."""
    source = """
from grader.sandbox import codec, wire
def f():
    payload = codec.pack({"id": 7, "value": 42, "mutated": []})
    os.write(3, wire.frame(payload))
    return 1
"""
    with pytest.raises(ChildDied, match="protocol"):
        child(source)("f")


def test_environment_is_clean(child: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the judge's environment, arguments, descriptors or modules is in the child."""
    monkeypatch.setenv("GRADER_SECRET", "a-very-secret-word")
    ask = child(
        "import ctypes\n"
        "def f():\n"
        "    libc = ctypes.CDLL(None)\n"
        "    libc.getenv.restype = ctypes.c_char_p\n"
        "    fds = [fd for fd in range(1024) if opened(fd)]\n"
        "    return [dict(os.environ), sys.argv, sorted(sys.modules), fds, os.getcwd(),\n"
        "            libc.getenv(b'GRADER_SECRET')]\n"
        "def opened(fd):\n"
        "    try:\n"
        "        return os.fstat(fd) is not None\n"
        "    except OSError:\n"
        "        return False\n"
    )
    environment, argv, modules, descriptors, folder, secret = ask("f").value
    assert set(environment) == {"PATH", "LANG", "HOME", "TMPDIR", "TORCHINDUCTOR_CACHE_DIR"}
    assert argv == ["student"]
    assert not [m for m in modules if m.startswith(("_pytest", "grader.check", "classroom"))]
    assert descriptors == [0, 1, 2, 3]
    assert folder == "/"
    assert secret is None


@pytest.mark.parametrize("pid", [1, 4711, 4_194_304])
def test_the_filter_of_a_child_is_libseccomp_s(pid: int, tmp_path: Path) -> None:
    """What a zygote compiles once, with a child's number put in, is what libseccomp compiles."""
    path = tmp_path / "filter"
    with path.open("wb") as stream:
        seccomp.rules(pid).export_bpf(stream)
    assert seccomp.program(pid) == path.read_bytes()


# Returns the error of a system call for each (number, first argument, second argument).
CALLS = """
import ctypes
def f(calls):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    found = []
    for number, *given in calls:
        given += [-1] * (6 - len(given))
        done = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, given))
        found.append(ctypes.get_errno() if done == -1 else 0)
    return found
"""


def number_of(name: str) -> int:
    """The number of a system call, negative where this architecture has none."""
    import pyseccomp

    try:
        return int(pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name))
    except (RuntimeError, OSError, ValueError):
        return -1


def test_a_dangerous_call_is_refused_and_an_unknown_one_is_not_there(child: Any) -> None:
    """EPERM says that one may not; ENOSYS lets a library fall back on a call that it knows."""
    refused = {name: number_of(name) for name in seccomp._REFUSED}
    refused = {name: number for name, number in refused.items() if number >= 0}
    assert len(refused) > 100
    assert not {*seccomp._REFUSED} & {*seccomp._ALLOWED}
    ask = child(CALLS)
    answers = ask("f", [(number,) for number in refused.values()]).value
    assert dict(zip(refused, answers, strict=True)) == dict.fromkeys(refused, errno.EPERM)
    # Of a kernel to come; not made here; clone3 and its flags behind a pointer.
    unknown = [1023, number_of("sendfile"), number_of("clone3")]
    assert ask("f", [(number,) for number in unknown]).value == [errno.ENOSYS] * 3


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("clone", 0), errno.EPERM),  # a process
        (("clone", 0x100), errno.EPERM),  # one that shares memory
        (("clone", 0x50F00), errno.EPERM),  # a thread
        (("kill", 1), errno.EPERM),
        (("tgkill", 1), errno.EPERM),
        (("prlimit64", 1), errno.EPERM),  # of another process
        (("prlimit64", 0), errno.EPERM),  # a new limit
        (("prctl", 4), errno.EPERM),  # who may trace
        (("prctl", 9999), errno.ENOSYS),
        (("fcntl", 0, 8), errno.EPERM),  # a descriptor's owner
        (("fcntl", 0, 9999), errno.ENOSYS),
        (("ioctl", 0, 0x5412), errno.EPERM),  # a key typed into the terminal
        (("ioctl", 0, 0x9999), errno.ENOSYS),
        (("sendto", 0), errno.EPERM),  # to an address
    ],
    ids=str,
)
def test_a_call_is_refused_by_its_arguments(
    child: Any, call: tuple[Any, ...], expected: int
) -> None:
    """What is allowed in one form fails in every other; arguments that are not given are -1."""
    name, *given = call
    assert child(CALLS)("f", [(number_of(name), *given)]).value == [expected]


def test_every_system_call_is_known_by_its_name() -> None:
    """A misspelt name would allow or refuse nothing, in silence; two came after libseccomp 2.5."""
    newer = {"setxattrat", "removexattrat"}
    names = {*seccomp._ALLOWED, *seccomp._REFUSED} - newer
    assert {name for name in names if number_of(name) == -1} == set()


def test_a_child_signals_itself_only(child: Any) -> None:
    """The filter holds the child's own number, not that of another one."""
    ask = child(
        "def f(pid):\n"
        "    try:\n"
        "        os.kill(pid or os.getpid(), 0)\n"
        "    except OSError as e:\n"
        "        return e.errno\n"
    )
    assert ask("f", 0).value is None
    assert ask("f", os.getpid()).value == errno.EPERM
    assert ask("f", os.getppid()).value == errno.EPERM


def test_limits_are_set(child: Any) -> None:
    """Memory, CPU time, file size and open files are bounded; no core dumps, no locked memory.

    A machine's own lower limits stay.
    """
    ask = child(
        "import resource\n"
        "def f(names):\n"
        "    return [resource.getrlimit(getattr(resource, 'RLIMIT_' + n)) for n in names]\n"
    )
    most = {
        "AS": (3 << 30, 3 << 30),
        "DATA": (2 << 30, 2 << 30),
        "NPROC": (0, 0),
        "CPU": (120, 121),
        "FSIZE": (16 << 20, 16 << 20),
        "NOFILE": (64, 64),
        "CORE": (0, 0),
        "MEMLOCK": (0, 0),
        "MSGQUEUE": (0, 0),
    }
    here = {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in most}
    lowest = {name: here[name] if here[name] >= 0 else 1 << 62 for name in most}
    expected = [tuple(min(limit, lowest[name]) for limit in most[name]) for name in most]
    assert ask("f", list(most)).value == expected


def test_many_open_files_end_in_an_error(child: Any) -> None:
    """The file handles of a child run out before the machine's do."""
    ask = child("def f():\n    return [open('/dev/null') for _ in range(100000)]\n")
    assert ask("f").failure.type == "OSError"


def test_one_thread(child: Any) -> None:
    """torch computes on one thread, whatever it is asked for."""
    source = "def f():\n    torch.set_num_threads(4)\n    ones = torch.ones(900, 900)\n"
    source += "    return [torch.get_num_threads(), float((ones @ ones).sum())]\n"
    assert child(source)("f").value == [1, 900.0**3]


def test_no_second_thread(child: Any) -> None:
    """A thread is refused by an exception; the child goes on."""
    ask = child("import threading\ndef f():\n    threading.Thread(target=print).start()\n"
                "def ok():\n    return 1\n")  # fmt: skip
    failure = ask("f").failure
    assert (failure.type, failure.text) == ("RuntimeError", "can't start new thread")
    assert ask("ok").value == 1


def test_a_child_is_the_first_to_go_when_memory_runs_out(child: Any) -> None:
    """The kernel ends a child, with its name, before it looks at a judge."""
    ask = child("def f():\n    return os.getpid()\n")
    pid = ask("f").value
    assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"
    assert int(Path(f"/proc/{os.getpid()}/oom_score_adj").read_text()) < 1000


def full(*_args: Any) -> int:
    """As os.fork where the process table is full."""
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def asked_of_a_full_machine(
    spec: dict[str, Any], running: dict[int, int], fork: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """What a zygote answers to a request where os.fork is `fork`."""
    from grader.sandbox import root, zygote

    monkeypatch.setattr(os, "fork", fork)
    monkeypatch.setattr(zygote, "_PAUSE", 0.0 if not running else 60.0)
    poll = select.poll()
    for pidfd in running:
        poll.register(pidfd, select.POLLIN)
    (ours, theirs), (waiting, given) = (
        socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)
    )
    with ours, theirs, waiting, given:
        socket.send_fds(ours, [msgspec.json.encode(spec)], [given.fileno()])
        assert zygote._fork(theirs, running, set(), poll), "the zygote must go on"
        answers = ours if "workspace" in spec else waiting
        answer = root.receive(answers, time.monotonic() + 10)[0]
        if "ended" in answer:
            answer = root.receive(answers, time.monotonic() + 10)[0]
    with pytest.raises(EngineError, match="no room for another process"):
        root.expect_room(answer)
    return answer


@pytest.mark.parametrize("spec", [{"workspace": "w"}, {"forbid": []}], ids=["child", "zygote"])
def test_a_full_process_table_costs_one_request(
    spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asked for a process is told why there is none; the zygote serves on."""
    answer = asked_of_a_full_machine(spec, {}, full, monkeypatch)
    assert answer == {"refused": os.strerror(errno.EAGAIN)}


def test_a_fork_is_tried_again_when_a_child_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zygote waits for the end of what it runs, which makes room, and reaps it first."""
    tried = []

    def fork() -> int:
        tried.append(dict(running))
        return full()

    process = subprocess.Popen([sys.executable, "-c", ""])
    running = {os.pidfd_open(process.pid): process.pid}
    monkeypatch.setattr("grader.sandbox.zygote._TRIES", 2)
    asked_of_a_full_machine({"workspace": "w"}, running, fork, monkeypatch)
    process.returncode = 0  # the zygote has waited for it
    assert [len(each) for each in tried] == [1, 0]


def test_children_die_with_the_zygote(child: Any, zygote: Zygote) -> None:
    """Without its zygote a child is killed by the kernel, and a new zygote takes over."""
    ask = child("def f():\n    return os.getpid()\n")
    pid = ask("f").value
    zygote.close()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(pid)
    ask.child.close()
    assert child("def f():\n    return 3\n")("f").value == 3


def test_output_is_kept_apart(child: Any) -> None:
    """What is printed is not an answer; it can be taken afterwards."""
    ask = child("def f():\n    print('hello')\n    os.write(2, b'\\xff!')\n    return 1\n")
    assert ask("f").value == 1
    assert ask.child.take_output() == "hello\n\ufffd!"
    assert ask.child.take_output() == ""


def test_descriptors_do_not_leak(child: Any) -> None:
    """A hundred children leave no descriptor behind."""
    child("def f():\n    return 1\n")("f")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        ask = child("def f():\n    return 1\n")
        ask("f")
        ask.child.close()
    assert len(os.listdir("/proc/self/fd")) <= before


def test_who_may_search_a_folder_reaches_what_is_in_it() -> None:
    """Each folder on the way must let everybody pass; writing or listing is another right."""
    with tempfile.TemporaryDirectory(dir="/tmp") as outer:
        inner = Path(outer, "inner")
        inner.mkdir()
        for rights, reached in ((0o701, True), (0o711, True), (0o700, False), (0o706, False)):
            Path(outer).chmod(rights)
            inner.chmod(0o755)
            assert jail.anyone_reaches(inner) is reached, oct(rights)
            Path(outer).chmod(0o755)
            inner.chmod(rights)
            assert jail.anyone_reaches(inner) is reached, oct(rights)


@pytest.mark.parametrize(("there", "status"), [(True, 0), (False, 113)])
def test_a_process_whose_parent_has_gone_ends_at_once(there: bool, status: int) -> None:
    """The kernel tells of a parent that ends later, not of one that has ended before."""
    parent = os.getpid() if there else os.getppid()
    pid = os.fork()
    if pid == 0:
        try:
            jail.die_with_parent(parent)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == status


def test_every_child_draws_the_same(child: Any, zygote: Zygote) -> None:
    """Of another run's root too: code without a generator of its own is judged alike again."""
    source = "def draw():\n    import random, numpy\n    return "
    source += "[random.random(), numpy.random.rand(), torch.rand(()).item()]\n"
    first = child(source)("draw").value
    zygote.close()
    root.close()
    again = child(source)("draw").value
    assert again == first
    assert len({*again}) == 3


def test_a_child_that_does_without_numpy_draws_too(child: Any) -> None:
    """Its generators are set, though numpy may not be imported there."""
    ask = child("def draw():\n    return torch.rand(()).item()\n", forbid=("numpy",))
    assert 0 <= ask("draw").value < 1
