"""Where a file's own repository is. Nothing is imported for it: it is asked before all else."""

from __future__ import annotations

from pathlib import Path

STUDENT_ROOT = "exercises"


def repository_of(path: Path) -> Path | None:
    """The repository that a file or folder lies in: the nearest folder with exercises/course.toml.

    None where `path` lies in none. Another clone, however it was installed, is never taken.
    """
    here = path.resolve()
    for folder in (here, *here.parents):
        if (folder / STUDENT_ROOT / "course.toml").is_file():
            return folder
    return None
