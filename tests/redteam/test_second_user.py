"""The red team once more as an ordinary user, with a Python that is not below a 0700 home.

Root's children may become nobody there, and an ordinary user's keep their user: two other ways
into the jail. Needs root, to become somebody else, and a system Python; else it is not run.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
PROBE = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
NEEDED = ("src", "tests", "exercises", "reference", "docs", "pyproject.toml", "constraints.txt")
USER = "nobody"

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def copy(root: Path) -> Iterator[Path]:
    """The project with an environment of its own, in a folder that anyone can read."""
    if os.geteuid() != 0:
        pytest.skip("not run: only root can become another user")
    probe = subprocess.run([SYSTEM_PYTHON, "-c", PROBE], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"not run: {SYSTEM_PYTHON} is older than 3.11 or has no venv")
    folder = Path(tempfile.mkdtemp(prefix="redteam-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        for name in (*NEEDED, "Makefile", "README.md"):
            source, target = root / name, folder / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=ignored)
            else:
                shutil.copy(source, target)
        subprocess.run(
            ["make", "install", f"PYTHON={SYSTEM_PYTHON}"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("user", [USER, "root"])
def test_the_red_team_gains_nothing(
    copy: Path, user: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """All hostile submissions score what they must, whoever grades."""
    home = copy / f"home-{user}"
    home.mkdir()
    (home / "tmp").mkdir()
    identity = pwd.getpwnam(user)
    for folder in (home, home / "tmp"):
        os.chown(folder, identity.pw_uid, identity.pw_gid)
    done = subprocess.run(
        [
            copy / ".venv/bin/python",
            "-m",
            "pytest",
            "tests/redteam",
            "-q",
            "-p",
            "no:cacheprovider",
        ],
        cwd=copy,
        user=identity.pw_uid,
        group=identity.pw_gid,
        extra_groups=[],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    counted = re.findall(r"red team: .*|graded in .*|\d+ passed.*", done.stdout)
    with capsys.disabled():
        print(f"\nas {user}: {'; '.join(counted)}")
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
