"""What this machine offers for grading, and whether the jail really holds on it."""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path

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
