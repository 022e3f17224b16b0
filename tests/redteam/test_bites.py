"""Each part of the jail is needed: without it, chosen attacks get through.

A suite that is never seen to fail may test nothing. Here the very cases of the red team run with
one part left out, against the same arena, and must succeed; with the whole jail they must not.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tests.forks import run_in_fork
from tests.redteam.arena import CASES, ESCAPED, FOLDER, Arena, arena, read_case

from grader.sandbox.execute import Request
from grader.sandbox.host import Child, ChildDied, Zygote

# Walls -> case -> what it prints once they are gone.
WITHOUT: dict[str, dict[str, str]] = {
    "landlock": {
        "reading/reference": "RED-TOKEN-reference",
        "reading/hidden_checks": "RED-TOKEN-hidden-checks",
        "reading/other_submissions": "RED-TOKEN-other-submission",
        "reading/canary": "RED-TOKEN-canary",
        "reading/processes": ESCAPED,
        "reading/imports_the_reference": "the reference is imported",
        "reading/own_proc": "environ",
        "writing/oom_score": "the judge goes first",
    },
    "seccomp": {
        "network/udp": "sent",
        "network/unix_path": "connected",
        "network/unix_from_a_pair": "reached another socket",
        "writing/attributes": "changed attributes",
        "writing/sysv_shared_memory": "gave",
        "exhausting/timers": "gave",
    },
    "limits": {
        "exhausting/file_handles": "open",
        "exhausting/memory_shared": "25 GB mapped",
    },
    # Of the two, seccomp holds for every user, the limit for all but root.
    "limits seccomp": {
        "escaping/fork": "forked",
        "exhausting/threads": "200 threads",
        "exhausting/threads_with_tiny_stacks": "200 threads",
        "exhausting/pthreads": "200 pthreads",
    },
}


@pytest.fixture(scope="module")
def zygotes() -> Iterator[dict[str, Zygote]]:
    """A zygote for every way of weakening, and one with all walls, called ""."""
    made = {walls: Zygote(without=walls.split()) for walls in [*WITHOUT, ""]}
    yield made
    for zygote in made.values():
        zygote.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """One arena for all."""
    with arena(tmp_path_factory.mktemp("arena")) as one:
        yield one


def attack(made: Arena, name: str, tmp_path: Path, zygote: Zygote) -> str:
    """What a case prints when its attacked function is called in a child."""
    module = tmp_path / "work" / "exercises" / "target" / "target.py"
    module.parent.mkdir(parents=True)
    module.write_text(made.text(read_case(CASES / f"{name}.py")))
    (tmp_path / "given").mkdir()
    child = Child(zygote, tmp_path / "work", tmp_path / "given")
    try:
        request = Request("call", "exercises.target.target", "attacked", args=(torch.ones(3, 2),))
        child.ask(request, 10.0)
    except ChildDied:
        pass
    finally:
        child.close()
    return child.take_output()


CHOSEN = [(wall, name) for wall, names in WITHOUT.items() for name in names]


@pytest.mark.parametrize(("wall", "name"), CHOSEN, ids=[f"{n}-{w}" for w, n in CHOSEN])
def test_it_gets_through_without_the_wall(
    made: Arena, zygotes: dict[str, Zygote], tmp_path: Path, wall: str, name: str
) -> None:
    """With a wall left out the attack succeeds, with all of them it does not."""
    got = attack(made, name, tmp_path / "weak", zygotes[wall])
    assert ESCAPED in got
    assert WITHOUT[wall][name] in got
    assert ESCAPED not in attack(made, name, tmp_path / "strong", zygotes[""])


IN_PROCESS = '''
"""Replaces the judge's own comparison, which is in reach if student code runs beside it."""
import sys

for name, module in list(sys.modules.items()):
    if name == "grader.check.expect":
        module._Comparison.mismatch = lambda self: None
    if name == "grader.check.values":
        module._same = lambda got, expected: True


def attacked(x):
    return 0


gradient = honest = attacked


class Tally:
    def add(self, word):
        pass

    def counts(self):
        return 0
'''


def points_of(folder: Path, *options: str) -> float:
    """The points of a plain pytest run over the course in `folder`."""
    record = folder / "record.json"
    command = ["pytest", "exercises/target", "--record", str(record)]
    done = run_in_fork(
        *command, *options, cwd=folder, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    )
    assert record.exists(), done.stdout + done.stderr
    from grader.stored import read

    return read(record).earned


def test_it_gets_through_in_the_judges_process(made: Arena) -> None:
    """Beside the judge, hostile code earns all points; in a child the same code earns none."""
    (made.course / "exercises/target/target.py").write_text(textwrap.dedent(IN_PROCESS))
    assert points_of(made.course) == 11
    assert points_of(made.course, "--jail") == 0


def test_the_command_line_cannot_leave_out_a_single_wall() -> None:
    """Only --unsafe-no-jail is there, which leaves out both walls and stamps every record."""
    source = FOLDER.parents[1] / "src"
    users = [path for path in source.rglob("*.py") if "without=" in path.read_text()]
    assert sorted(path.name for path in users) == ["child.py", "judge.py"]
    [judge] = [path for path in users if path.name == "judge.py"]
    assert "Zygote(without=jail.UNSAFE if unsafe else ())" in judge.read_text()
