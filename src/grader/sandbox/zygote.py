"""The zygote: a clean process that has imported torch once and forks on request.

Four kinds of process run this module:

- the root, started as `python -m grader.sandbox.zygote FD PARENT`, where FD is a SEQPACKET socket.
  It forks zygotes and templates (root.py);
- a template, which has imported the judge's modules once and forks workers;
- a zygote, which forks children;
- a zygote with a set of forbidden operations, or with packages that one notebook needs. Forbidding
  takes 10 ms and pandas half a second, so it is done once, in a fork of the zygote, and not in each
  child.

A request for a child comes with two descriptors: its control socket and its output pipe. The answer
carries a pidfd, so that the judge can kill the child and never another process with its number.
When the child ends, a second message says how.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from grader.sandbox import child, codec, forbid, jail, root
from grader.sandbox.kinds import Lazy
from grader.sandbox.libc import libc
from grader.sandbox.named import Values

if TYPE_CHECKING:
    import torch
else:
    torch = Lazy("torch")

_MAX_MESSAGE = 1 << 16
_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25
_HUGE = 1 << 21
# How often a fork is tried, and the seconds in between in which nothing of ours ends.
_TRIES, _PAUSE = 5, 1.0


def warm_up() -> None:
    """Run generic operations once, so that no child pays for torch's first use of them.

    Never the reference: it would sit in every child's memory.
    """
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(6, 5, generator=generator, requires_grad=True)
    w = torch.randn(5, 4, generator=generator, requires_grad=True)
    y = torch.randint(4, (6,), generator=generator)
    h = torch.tanh(x @ w)
    loss = torch.nn.functional.cross_entropy(h, y) + h.softmax(1).log()[range(6), y].mean()
    loss.backward()
    torch.autograd.grad((x * 2).exp().sum(), x)
    with torch.no_grad():
        torch.nn.functional.one_hot(y, 4).float().sum(0, keepdim=True)
        torch.zeros(4, 5).index_add_(0, y, x).var(0, unbiased=True)
        x.max(1, keepdim=True).indices.view(-1, 2).unbind(0)
        torch.einsum("ij,jk->ik", x, w).argmax(1)
    codec.copy(Values(x=x, y=[(y, 1.5)], g=generator))
    str(x)
    forbid.backward_kernels()
    # Every child starts with the same numbers. numpy.random is imported at its first use, which may
    # come where importing numpy is refused.
    torch.default_generator.manual_seed(0)
    importlib.import_module("numpy.random").seed(0)


def join_pages() -> None:
    """Ask the kernel to hold our memory in pages of 2 MB.

    A fork then copies a page table that is 500 times smaller, and a child takes a third less time
    to come and go. Where the kernel cannot, nothing changes.
    """
    for start, end, rights, inode in _mappings():
        first, last = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
        if rights == "rw-p" and inode == "0" and last > first:
            address, size = ctypes.c_void_p(first), ctypes.c_size_t(last - first)
            libc().madvise(address, size, _MADV_HUGEPAGE)
            libc().madvise(address, size, _MADV_COLLAPSE)


def _mappings() -> Iterator[tuple[int, int, str, str]]:
    """(start, end, rights, inode) of all that is mapped but the stack."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, rights, _offset, _device, inode, *name = line.split()
        if name != ["[stack]"]:
            start, _, end = addresses.partition("-")
            yield int(start, 16), int(end, 16), rights, inode


def serve(control: socket.socket) -> None:
    """Fork until the other end of `control` is closed."""
    running: dict[int, int] = {}
    lasting: set[int] = set()
    poll = select.poll()
    poll.register(control, select.POLLIN)
    while True:
        for fd, _event in poll.poll():
            if fd == control.fileno():
                if not _fork(control, running, lasting, poll):
                    _reap(running, lasting)
                    return
            elif fd in running:
                _ended(fd, control, running, lasting, poll)


def _ended(
    fd: int,
    control: socket.socket,
    running: dict[int, int],
    lasting: set[int],
    poll: select.poll,
) -> None:
    """Wait for the process of this pidfd, which has ended; of a child, say how."""
    poll.unregister(fd)
    os.close(fd)
    pid, status, usage = os.wait4(running.pop(fd), 0)
    if pid in lasting:
        lasting.remove(pid)
        return
    _tell(
        control,
        {
            "ended": pid,
            "status": status,
            "cpu": usage.ru_utime + usage.ru_stime,
            "max_rss_kb": usage.ru_maxrss,
            "faults": usage.ru_minflt,
        },
    )


def _reap(running: dict[int, int], lasting: set[int]) -> None:
    """End what still runs, and wait for it, so that its CPU time counts as ours."""
    for pidfd, pid in running.items():
        if pid not in lasting:  # those end as we do, when their sockets are closed
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(
    control: socket.socket, running: dict[int, int], lasting: set[int], poll: select.poll
) -> bool:
    data, descriptors, _flags, _address = socket.recv_fds(control, _MAX_MESSAGE, 2)
    if not data:
        return False
    spec = msgspec.json.decode(data)
    parent = os.getpid()
    for left in reversed(range(_TRIES)):
        try:
            pid = os.fork()
            break
        except OSError as e:
            # The process table is full, or memory is: this costs one request, not this process.
            if not left:
                _refuse(control, spec, descriptors, e)
                return True
            # What of ours ends makes room; what others hold is waited for, a little.
            for fd in select.select(list(running), [], [], _PAUSE)[0]:
                _ended(fd, control, running, lasting, poll)
    if pid == 0:
        code = 112
        try:
            if "workspace" in spec:
                root.name_process("child")
                child.main(descriptors[0], descriptors[1], parent, spec)
            else:
                jail.die_with_parent(parent)
                for inherited in (control.detach(), *running):
                    os.close(inherited)
                _last(spec, descriptors)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    for descriptor in descriptors:
        os.close(descriptor)
    pidfd = os.pidfd_open(pid)
    running[pidfd] = pid
    poll.register(pidfd, select.POLLIN)
    if "workspace" in spec:
        socket.send_fds(control, [msgspec.json.encode({"forked": pid})], [pidfd])
    else:
        lasting.add(pid)
    return True


def _refuse(
    control: socket.socket, spec: dict[str, Any], descriptors: list[int], error: OSError
) -> None:
    """Tell whoever waits for a fork that there is none, and why."""
    message = {"refused": error.strerror}
    if "workspace" in spec:
        _tell(control, message)
    else:
        with socket.socket(fileno=os.dup(descriptors[0])) as waiting:
            _tell(waiting, message)
    for descriptor in descriptors:
        os.close(descriptor)


def _last(spec: dict[str, Any], descriptors: list[int]) -> None:
    """Be what was asked for: a worker (the module `run`), a template, or a zygote."""
    os.sched_setaffinity(0, spec["processors"])
    if "run" in spec:
        importlib.import_module(spec["run"]).main(*descriptors)
        return
    if "imports" in spec:
        root.name_process("template")
        for module in spec["imports"]:
            importlib.import_module(module)
        gc.collect()
        gc.freeze()
    else:
        root.name_process("zygote")
        child.prepare()
    for package in spec.get("packages", ()):
        # What is not installed, a child's own import says by name.
        if find_spec(package):
            importlib.import_module(package)
    [descriptor] = descriptors
    with forbid.forbidden(spec.get("forbid", ())), socket.socket(fileno=descriptor) as control:
        root.announce(control)
        serve(control)


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    try:
        control.send(msgspec.json.encode(message))
    except (BrokenPipeError, ConnectionResetError):
        return  # the judge has gone; serve() sees that next


def main() -> None:
    """Warm up, report readiness, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    jail.die_with_parent(int(sys.argv[2]))
    # Ctrl-C in a terminal reaches us too; whoever started us decides what ends. A child dies of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    root.name_process("root")
    jail.prepare()
    # A push that needs no torch is checked without it.
    if find_spec("torch"):
        warm_up()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        # A fork would lose the other threads, and OpenMP in the child would wait for them forever.
        _tell(control, {"error": f"the zygote has {threads} threads, one is needed"})
        return
    gc.collect()
    gc.freeze()
    join_pages()
    root.announce(control)
    serve(control)
    # Nothing is left to tidy up, and taking torch apart takes time.
    os._exit(0)


if __name__ == "__main__":
    main()
