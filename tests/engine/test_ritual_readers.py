"""Step 1 and what readers wrote: natural texts pass, lazy ones are told as what they are."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest
from tests.engine.ritual_samples import ROOT

from grader.course.manifest import load_course
from grader.record import CheckResult
from grader.ritual.copies import make_copy
from grader.ritual.reading import read_notebook
from grader.ritual.spec import RitualSpec, load_ritual
from grader.ritual.step import Step

READ = tomllib.loads((Path(__file__).parent / "ritual_readers.toml").read_text(encoding="utf-8"))
SETS, LAZY = READ["sets"], READ["lazy"]


@cache
def ritual(topic: str) -> tuple[RitualSpec, str]:
    """The ritual of a topic of the course, and its first copy."""
    spec = load_ritual(load_course(ROOT).topic(topic))
    return spec, make_copy(spec, "R1", None)


def described(topic: str, texts: dict[str, str]) -> dict[str, CheckResult]:
    """Cell -> its check, with these texts above the cells; nothing of the notebook runs."""
    spec, copy = ritual(topic)
    raw = json.loads(copy)
    for above, cell in zip(raw["cells"], raw["cells"][1:], strict=False):
        if cell["cell_type"] == "code":
            above["source"] = texts[cell["metadata"]["tags"][0]]
    step = Step(spec, "R1")
    step.describe(read_notebook(json.dumps(raw).encode()), spec.cells)
    return {check.id.rpartition("::")[2]: check for check in step.checks}


def told(check: CheckResult) -> str:
    """All that is said of a check."""
    return "\n".join([check.summary, *(row.text for row in check.rows)])


@pytest.mark.parametrize("number", range(len(SETS)))
def test_what_readers_wrote_is_accepted(number: int) -> None:
    """Every text passes, and none is told that it names nothing of its cell."""
    checks = described(SETS[number]["topic"], SETS[number]["texts"])
    assert {name: told(check) for name, check in checks.items() if check.state != "pass"} == {}
    assert [note for check in checks.values() for note in check.notes] == []


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("number", range(len(SETS)))
def test_what_readers_wrote_a_cell_too_low_or_high(number: int, by: int) -> None:
    """It is told as that, with the way to move it."""
    texts = SETS[number]["texts"]
    values = list(texts.values())
    moved = dict(zip(texts, values[-by:] + values[:-by], strict=True))
    checks = described(SETS[number]["topic"], moved).values()
    way = f"move them {'up' if by > 0 else 'down'}"
    assert sum(way in told(check) for check in checks) >= len(texts) / 2


@pytest.mark.parametrize("number", range(len(LAZY)))
def test_a_lazy_text_is_told_as_what_it_is(number: int) -> None:
    """Among natural texts it alone does not pass, and the words say what is wrong with it."""
    lazy = LAZY[number]
    [*_, texts] = [each["texts"] for each in SETS if each["topic"] == lazy["topic"]]
    checks = described(lazy["topic"], texts | {lazy["cell"]: lazy["text"]})
    open_ = {name: told(check) for name, check in checks.items() if check.state != "pass"}
    assert list(open_) == [lazy["cell"]]
    assert lazy["says"] in open_[lazy["cell"]]


def test_what_names_nothing_of_its_cell_gets_advice() -> None:
    """It passes, and a note says which cell, and words that somebody else would look for."""
    texts = SETS[0]["texts"] | {
        "count_gaps": "How much do we not know? We go through all of it, and keep what comes out.",
        "fill_gaps": "Puts whatever is most popular there, so that nobody has to be thrown away.",
    }
    checks = described(SETS[0]["topic"], texts)
    assert {check.state for check in checks.values()} == {"pass"}
    [note] = [note for check in checks.values() for note in check.notes]
    assert note == (
        "count_gaps, fill_gaps: would somebody who has not seen the cell know what it works on? "
        "A word such as gap, missing, empty says it for count_gaps"
    )
