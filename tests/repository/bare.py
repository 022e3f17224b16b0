"""Environments that lack something: what a machine has on which not all is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Collection
from importlib.metadata import distribution
from pathlib import Path

OURS = "grokking-the-basics"


def environment(folder: Path, without: Collection[str] = ()) -> Path:
    """A new environment with what is installed here but for the distributions `without`.

    Returns its Python.
    """
    venv.create(folder, symlinks=os.name != "nt")
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    hidden = {entry for name in without for entry in _entries(name)}
    for known in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(known).iterdir():
            if entry.name not in hidden and not (site / entry.name).exists():
                (site / entry.name).symlink_to(entry)
    scripts = Path(sysconfig.get_path("scripts", scheme="venv", vars=paths))
    return scripts / ("python.exe" if os.name == "nt" else "python")


def _entries(name: str) -> set[str]:
    """The names in site-packages that a distribution has put there."""
    return {file.parts[0] for file in distribution(name).files or [] if ".." not in file.parts}


def run(program: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of such an environment."""
    return subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def pip(python: Path, *arguments: str | Path) -> None:
    """Install into that Python with the pip of this one; no index is asked."""
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *map(str, arguments)],
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=True,
        capture_output=True,
    )
