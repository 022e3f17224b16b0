"""The child: a fork of the zygote that imports a student's files and answers requests."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import sys
import tempfile
import warnings
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

from grader.sandbox import codec, jail, wire
from grader.sandbox.execute import Failure, Reply, Request, perform
from grader.sandbox.payload import ANSWERED, TooLarge, Unencodable

_CONTROL = 3
_NO_FOLDER = "/nonexistent"


def prepare() -> None:
    """What is the same in all children; their zygote does it once, for good."""
    os.environ.clear()
    os.environ.update(PATH="/usr/bin:/bin", LANG="C.UTF-8", HOME="/", TMPDIR=_NO_FOLDER)
    # The first step of a torch.optim optimiser makes this folder; that of "/" is there already.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    # Named, since looking for a folder that can be written fails: torch.optim asks for its name.
    tempfile.tempdir = _NO_FOLDER
    # A second thread is refused, and OpenMP ends a process that cannot have one.
    torch: Any = sys.modules.get("torch")
    if torch:
        torch.set_num_threads = lambda nthreads: None
    os.chdir("/")
    sys.argv[:] = ["student"]
    # By number: what these are is arranged in each child.
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    # No part of the output on a laptop either, where pytest takes them.
    warnings.simplefilter("ignore")


def main(control: int, output: int, parent: int, spec: dict[str, Any]) -> None:
    """Run the child to its end, in a fork of a process that did `prepare`.

    `spec` holds workspace and given (folders), drop_user and without (see jail.enter).
    """
    os.setsid()
    _go_first()
    _arrange_descriptors(control, output)
    sys.path[:0] = [spec["workspace"], spec["given"]]
    # Of these two and no other: what finds a learner's own repository has no say here.
    exercises = ModuleSpec("exercises", None, is_package=True)
    exercises.submodule_search_locations = [f"{place}/exercises" for place in sys.path[:2]]
    sys.modules["exercises"] = module_from_spec(exercises)
    # Every child starts with the same numbers; Python seeds its own anew after a fork.
    random.seed(0)
    sock = socket.socket(fileno=_CONTROL)
    workspace, given = Path(spec["workspace"]), Path(spec["given"])
    jail.enter(parent, [workspace, given], drop_user=spec["drop_user"], without=spec["without"])
    _serve(sock, workspace)


def _go_first() -> None:
    """Where memory runs out, have the kernel end this process and not one of ours."""
    # Where /proc is read-only the kernel chooses by itself: the largest process.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _arrange_descriptors(control: int, output: int) -> None:
    # Through high numbers first, so that no dup2 overwrites a descriptor still to be moved.
    control, output = os.dup2(control, 200), os.dup2(output, 201)
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (output, 1), (output, 2), (control, _CONTROL)):
        os.dup2(source, target)
    os.closerange(_CONTROL + 1, 65536)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _serve(sock: socket.socket, root: Path) -> None:
    while True:
        try:
            received = wire.receive(sock)
        except wire.Closed:
            return
        number, packed = bytes(received[: wire.NUMBER]), received[wire.NUMBER :]
        message = codec.unpack(packed, inputs=True)
        reply = perform(Request(**message), root, catch=(BaseException,))
        try:
            payload = codec.pack(reply.plain(), ANSWERED)
        except (Unencodable, TooLarge) as e:
            # A value at the very limit of what may cross.
            failure = Reply(failure=Failure("unencodable", text=str(e)))
            payload = codec.pack(failure.plain())
        sys.stdout.flush()
        sys.stderr.flush()
        sock.sendall(wire.frame(number + payload))
