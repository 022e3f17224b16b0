"""What is asked of Landlock, on kernels of every version: this machine has but one."""

from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pytest

from grader.sandbox import landlock

# Version -> the rights over files that came with it: landlock.rst of Linux 7.1.
FILES = {
    1: "execute write_file read_file read_dir remove_dir remove_file make_char make_dir make_reg "
    "make_sock make_fifo make_block make_sym",
    2: "refer",
    3: "truncate",
    5: "ioctl_dev",
    9: "resolve_unix",
}


class Kernel:
    """A kernel of one Landlock version: it refuses what came later, as the real one does."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.handled = (0, 0, 0)
        self.rules: list[int] = []
        self.restricted = False

    def call(self, number: int, *arguments: object) -> int:
        """The system call `number`."""
        if number == 444 and arguments[0] is None:
            return self.version
        if number == 444:
            attributes, size, _flags = arguments
            assert isinstance(attributes, bytes)
            assert size == len(attributes)
            fields = struct.unpack(f"{size // 8}Q", attributes)
            files, network, scopes = (*fields, 0, 0)[:3]
            if files & ~known(self.version):
                raise OSError(errno.EINVAL, "rights of a newer kernel")
            if size > 8 * (1 + (self.version >= 4) + (self.version >= 6)) and any(fields[1:]):
                raise OSError(errno.E2BIG, "a field of a newer kernel")
            self.handled = files, network, scopes
            return os.open(os.devnull, os.O_RDONLY)
        if number == 445:
            rule = arguments[2]
            assert isinstance(rule, bytes)
            rights, _folder = struct.unpack("=Qi", rule)
            if rights & ~self.handled[0]:
                raise OSError(errno.EINVAL, "a rule for rights that are not handled")
            self.rules.append(rights)
            return 0
        assert number == 446
        self.restricted = True
        return 0


def known(version: int) -> int:
    """The bits over files that a kernel of `version` knows, in the order of the documentation."""
    names = [name for since, text in FILES.items() if since <= version for name in text.split()]
    return (1 << len(names)) - 1


@pytest.fixture(params=range(1, 13), ids=lambda version: f"abi-{version}")
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """Each version so far, and some that are not there yet."""
    kernel = Kernel(request.param)
    monkeypatch.setattr(landlock, "syscall", kernel.call)
    return kernel


def test_all_that_a_kernel_knows_is_denied(kernel: Kernel, tmp_path: Path) -> None:
    """Every right over files up to the newest known version, TCP from 4 on, scopes from 6 on."""
    before = os.listdir("/proc/self/fd")
    landlock.restrict([tmp_path, tmp_path / "missing"], landlock.abi())

    # None of the folders is left open to who comes after.
    assert os.listdir("/proc/self/fd") == before
    files, network, scopes = kernel.handled
    assert files == known(min(kernel.version, landlock.KNOWN))
    assert network == (0b11 if kernel.version >= 4 else 0)
    assert scopes == (0b11 if kernel.version >= 6 else 0)
    assert kernel.restricted


def test_what_is_readable_is_read_only(kernel: Kernel, tmp_path: Path) -> None:
    """A folder may be read and listed, a file read, and no rule grants the way to a socket."""
    file = tmp_path / "file"
    file.write_text("")

    landlock.restrict([tmp_path, file], landlock.abi())

    names = " ".join(FILES.values()).split()
    read, listed = (1 << names.index(name) for name in ("read_file", "read_dir"))
    assert kernel.rules == [read | listed, read]
