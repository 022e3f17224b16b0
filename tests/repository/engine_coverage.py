"""What of the engine no test runs, by package and module, with the judges' processes measured too.

    python -m tests.repository.engine_coverage tests/engine tests/e2e

The root of all judges is started with an empty environment, so that coverage's own way into other
processes does not reach it. Here a path file in an environment of its own begins in every one. What
runs behind the walls of a jail cannot write its figures down: `sandbox/child.py` beyond its first
lines, and what of `jail.py`, `seccomp.py` and `landlock.py` comes after the last wall.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests.repository.engine_mutation import Copy

_SETTINGS = """\
[run]
branch = true
source_pkgs =
    grader
    classroom
parallel = true
data_file = {folder}/data/.coverage
patch =
    fork
    _exit

[report]
# Copies of a package that tests have made and removed.
ignore_errors = true
exclude_also =
    if TYPE_CHECKING:
    ^\\s+\\.\\.\\.$
"""
# Read by every Python of the environment as it starts.
_BEGIN = """\
import sys
from coverage import Coverage

if not {{"coverage", "pip"}} & set(sys.orig_argv):
    begun = Coverage(config_file="{settings}")
    begun._warn_no_data = begun._warn_unimported_source = begun._warn_preimported_source = False
    begun._auto_save = True
    begun.start()
"""


def measure(folder: Path, arguments: list[str]) -> int:
    """Run pytest with `arguments` in a copy below `folder`, and print what was not run."""
    copy = Copy(folder)
    settings = folder / "coverage.ini"
    (folder / "data").mkdir(mode=0o777)
    settings.write_text(_SETTINGS.format(folder=folder))
    base = {"base": str(copy.python.parents[1]), "platbase": str(copy.python.parents[1])}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=base))
    # After trial.pth, which says where coverage is.
    (site / "zz_begin.pth").write_text("import begin_coverage\n")
    (site / "begin_coverage.py").write_text(_BEGIN.format(settings=settings))
    options = ["-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [copy.python, "-m", "pytest", *options, *arguments],
        cwd=copy.tree,
        env=copy.environment,
        check=False,
    )
    for command in (["combine", "-q"], ["report", "--show-missing", "--skip-covered"]):
        subprocess.run(
            [copy.python, "-m", "coverage", *command, f"--rcfile={settings}"],
            cwd=copy.tree,
            env=copy.environment,
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="engine-coverage-") as scratch:
        sys.exit(measure(Path(scratch), sys.argv[1:]))
