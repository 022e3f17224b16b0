"""What a learner has installed, what this machine offers for grading, whether the jail holds."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

import grader
from grader.errors import EngineError
from grader.sandbox import jail, landlock, seccomp
from grader.sandbox.execute import Request
from grader.sandbox.host import Child, ChildDied, Zygote

_PROBES = """
import os, socket

def read_a_file(path):
    open(path).close()

def list_a_folder(path):
    os.listdir("/")

def write_a_file(path):
    open(path + ".new", "w").close()

def change_a_file(path):
    os.chmod(path, 0o777)

def open_a_socket(path):
    socket.socket()

def start_a_process(path):
    if os.fork() == 0:
        os._exit(0)

def run_a_program(path):
    os.execv("/bin/true", ["true"])

def signal_its_parent(path):
    os.kill(os.getppid(), 0)
"""
PROBES = tuple(line[4:].split("(")[0] for line in _PROBES.splitlines() if line.startswith("def "))


def offers() -> list[tuple[str, str]]:
    """(what, value) lines about this machine, in reading order."""
    lines = [("system", f"{platform.system()} {platform.release()}, {platform.machine()}")]
    version = landlock.abi() if platform.system() == "Linux" else 0
    found = f"version {version}" if version else "none"
    lines.append(("Landlock", f"{found} (all is used up to version {landlock.KNOWN})"))
    lines.append(("seccomp", seccomp.available() or "yes, through libseccomp"))
    if hasattr(os, "geteuid"):
        user = "root" if os.geteuid() == 0 else f"uid {os.geteuid()}"
        drops = jail.may_drop_user()
        kept = "children become nobody" if drops else "children keep it"
        lines.append(("user", f"{user}; {kept}"))
    lines += [(f"limit {name}", str(soft)) for name, (soft, _hard) in jail.LIMITS.items() if soft]
    return lines


def open_probes() -> list[str]:
    """The probes (of PROBES) that a jailed child gets away with here: none on a sound machine.

    Raises EngineError where no child can be started.
    """
    zygote = Zygote()
    with tempfile.TemporaryDirectory(prefix="grader-doctor-") as folder:
        root = Path(folder)
        root.chmod(0o711)
        module = root / "work" / "exercises" / "doctor" / "probes.py"
        module.parent.mkdir(parents=True)
        module.write_text(_PROBES)
        outside = root / "outside"
        outside.write_text("out of reach")
        try:
            return [name for name in PROBES if not _refused(zygote, root, name, outside)]
        finally:
            zygote.close()


def _refused(zygote: Zygote, root: Path, name: str, outside: Path) -> bool:
    child = Child(zygote, root / "work", root / "work")
    try:
        request = Request("call", "exercises.doctor.probes", name, args=(str(outside),))
        failure = child.ask(request, 10.0).failure
    except ChildDied as died:
        raise EngineError(f"the probe '{name}' gave no answer: {died.detail}") from None
    finally:
        child.close()
    return failure is not None and failure.type == "PermissionError"


_INSTALL = "python -m pip install -c constraints.txt -e ."
_PACKAGE = "grokking-the-basics"
_EXTRAS = {
    "watch": "watchfiles",
    "plots": "matplotlib",
    "notebook": "jupyterlab",
    "ritual": "pandas",
}
_PYTHONS = ((3, 11), (3, 15))


def installed(root: Path) -> list[tuple[str, str, str]]:
    """(what, how it is, what to type; "" if all is well) about the student repository at `root`."""
    return [_environment(root), _python(), *_packages(root), _engine(root)]


def extras() -> Iterator[tuple[str, str]]:
    """(extra, whether it is installed, with the line that installs it) for what a learner may want.

    Each is known by one of its packages.
    """
    for name, package in _EXTRAS.items():
        try:
            version(package)
            yield name, "installed"
        except PackageNotFoundError:
            yield name, f'not installed: pip install -c constraints.txt -e ".[{name}]"'


def _environment(root: Path) -> tuple[str, str, str]:
    conda = os.environ.get("CONDA_PREFIX", "")
    if sys.prefix != sys.base_prefix or (conda and Path(sys.prefix) == Path(conda)):
        return "environment", f"{sys.prefix}, active", ""
    activate = ".venv\\Scripts\\activate" if os.name == "nt" else ". .venv/bin/activate"
    if (root / ".venv").is_dir():
        return "environment", "none is active", activate
    return "environment", "none is active, and none is made", "python -m venv .venv"


def _python() -> tuple[str, str, str]:
    first, end = _PYTHONS
    fits = first <= sys.version_info[:2] < end
    known = f"; the course takes {first[0]}.{first[1]} to {end[0]}.{end[1] - 1}"
    return (
        "python",
        platform.python_version() + ("" if fits else known),
        "" if fits else "make .venv anew with one of these",
    )


def _packages(root: Path) -> Iterator[tuple[str, str, str]]:
    """What the course requires, each as it is and as constraints.txt pins it."""
    pins = dict(_pins(root / "constraints.txt"))
    try:
        asked = [Requirement(line) for line in requires(_PACKAGE) or []]
    except PackageNotFoundError:
        asked = [Requirement(name) for name in ("torch", "numpy", "pytest", "msgspec")]
    other = []
    for need in asked:
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(need.name)
        except PackageNotFoundError:
            yield need.name, "not installed", _INSTALL
            continue
        if need.name == "torch":
            yield need.name, found, ""
        pinned = pins.get(need.name)
        if pinned and Version(found).public != pinned:
            other.append(f"{need.name} {found}, pinned is {pinned}")
    yield "versions", "; ".join(other) or "as in constraints.txt", _INSTALL if other else ""


def _pins(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        name, equals, rest = line.partition("==")
        if not equals or name.startswith("#"):
            continue
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate():
            yield name, rest.partition(";")[0].strip()


def _engine(root: Path) -> tuple[str, str, str]:
    place = Path(grader.__file__).resolve().parent
    if place.is_relative_to(root.resolve()):
        return "engine", "of this repository", ""
    return "engine", f"of another place, {place}", _INSTALL


def first_push(branch: str) -> str:
    """The line that gives a branch its upstream, "" where it has one or there is nothing to push.

    `branch` is what `git status --branch --porcelain` says of it.
    """
    has_one = "..." in branch and "[gone]" not in branch
    if has_one or branch.startswith(("No commits yet", "HEAD (no branch)")):
        return ""
    return f"git push -u origin {branch.partition('...')[0]}"


def remote(address: str) -> str:
    """A git address without the name and the token that it may hold."""
    return re.sub(r"//[^@/]*@", "//", address)
