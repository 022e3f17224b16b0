"""Texts for readers: names hidden, shares that overlap, scores taken back, agreement told."""

from __future__ import annotations

import csv
import itertools
import random
import re
from pathlib import Path

import pytest
from tests.course_copy import grader
from tests.engine.render_samples import HOSTILE, answered, record, task, topic
from tests.engine.test_render_html import Page

from classroom.grade.report import Report
from classroom.report.pages.rubric import (
    agreement,
    kappa,
    read_sheet,
    rubric_page,
    shares,
    written,
)
from grader.errors import UsageError
from grader.record import Record

pytestmark = pytest.mark.laptop

ROOT = Path(__file__).resolve().parents[2]
SECRET = b"a secret of the tests that is long enough"


def wrote(student: str, text: str) -> Record:
    """A record of somebody who wrote one text, whose rubric has two items."""
    asked = answered()
    asked.prompts[0].text = text
    return record(student, [topic([task("f", "T-1", "pass", [])], questions=asked)])


CLASS = [wrote(f"student {n}", f"text number {n}") for n in range(20)]


def test_names_are_hidden_and_the_order_is_drawn() -> None:
    """No name is on the page; another secret gives another order and other pseudonyms."""
    texts = written(CLASS, "makemore4", SECRET)
    page = Page(rubric_page("makemore4", texts, "now")).text()
    assert "student" not in page
    assert all(f"text number {n}" in page for n in range(20))
    order = [one.text for one in texts]
    assert order != sorted(order)
    other = written(CLASS, "makemore4", b"b" * 40)
    assert [one.text for one in other] != order
    assert {one.name for one in other}.isdisjoint({one.name for one in texts})


@pytest.mark.parametrize(("readers", "overlap"), [(1, 0), (2, 0), (2, 6), (3, 20), (3, 99)])
def test_shares_are_whole_and_overlap(readers: int, overlap: int) -> None:
    """Everything is read by somebody, the overlap by all, the rest by one."""
    texts = written(CLASS, "makemore4", SECRET)
    found = shares(texts, readers, overlap)
    times = {one.name: sum(one in share for share in found) for one in texts}
    assert sorted(times.values()) == sorted(
        [readers] * min(overlap, 20) + [1] * max(0, 20 - overlap)
    )
    assert max(map(len, found)) - min(map(len, found)) <= 1


def test_kappa_of_a_table_worked_by_hand() -> None:
    """20 and 15 of 50 alike, margins 25 and 30: seen 0.7, chance 0.5, so 0.4."""
    table = {(2, 2): 20, (2, 0): 5, (0, 2): 10, (0, 0): 15}
    pairs = list(itertools.chain(*([pair] * count for pair, count in table.items())))
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(1, 1), (2, 2)]) == 1
    assert kappa([(1, 1)] * 5) is None
    assert kappa([]) is None
    rng = random.Random(3)
    drawn = [(rng.randint(0, 2), rng.randint(0, 2)) for _ in range(20_000)]
    assert abs(kappa(drawn) or 0) < 0.03


def test_texts_two_steps_apart_are_listed() -> None:
    """One step is a matter of taste."""
    one = {("s-1", "X1"): (2, 1), ("s-2", "X1"): (0, 0)}
    other = {("s-1", "X1"): (0, 2), ("s-3", "X1"): (1, 1)}
    head, *apart = agreement(one, other)
    assert head.startswith("1 texts in common, 0 of 2 items alike, kappa ")
    assert apart == ["  s-1 X1: item 1: 2 and 0"]
    assert list(agreement(one, {})) == ["no text in common"]


@pytest.mark.full
def test_from_the_report_to_scores_with_names(tmp_path: Path) -> None:
    """Export, fill in, import: scores have names, the second reader is compared with the first."""
    report = Report(tmp_path / "report")
    for one in CLASS[:6]:
        report.add(one)
    report.finish(title="t", generated="now")

    def run(*arguments: str) -> tuple[int, str]:
        options = ("--course", str(ROOT), "--report", "report")
        made = grader("rubric", *arguments, *options, cwd=tmp_path, GRADER_SECRET=SECRET.decode())
        return made.returncode, made.stdout + made.stderr

    assert run("export", "makemore4", "--readers", "2", "--overlap", "4")[0] == 0
    said, path, rows = "", tmp_path, []
    for number, reader in enumerate(("tom", "ina"), 1):
        path = tmp_path / f"rubric/makemore4-{number}.csv"
        head, *rows = csv.reader(path.open())
        assert head == ["text", "prompt", "item 1", "item 2", "note"]
        assert len(rows) == 5
        with path.open("w") as file:
            csv.writer(file).writerows(
                [head, *([*row[:2], "2", str(number - 1), "ok"] for row in rows)]
            )
        status, said = run("import", "makemore4", str(path), "--by", reader)
        assert status == 0, said
    assert "ina and tom: 4 texts in common, 4 of 8 items alike, kappa" in said
    kept = list(csv.DictReader((tmp_path / "rubric/scores/makemore4-tom.csv").open()))
    assert {row["student"] for row in kept} <= {f"student {n}" for n in range(6)}
    assert [row["step"] for row in kept] == ["2", "0"] * 5
    path.write_text("text,prompt,item 1,item 2\n" + ",".join([*rows[0][:2], "3", "1"]) + "\n")
    status, said = run("import", "makemore4", str(path), "--by", "ina")
    assert (status, "line 2: '3' is no score of an item" in said) == (2, True)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_inert(text: str) -> None:
    """A text is text."""
    parsed = Page(rubric_page("t", written([wrote("a", text)], "makemore4", SECRET), "now"))
    assert [t for t, _ in parsed.elements].count("script") == 1
    assert not [a for _, attrs in parsed.elements for a in attrs if a.startswith("on")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line names the columns"),
        ("text,item 1\n", "line 1: there is no column 'prompt'"),
        ("text,prompt,item 1,itm 2\ns-1,X1,2,2\n", "line 2: there is no column 'item 2'"),
        ("text,prompt,item 1,item 2\ns-2,X1,2,2\n", "line 2: there is no text 's-2 X1'"),
        ("text,prompt,item 1,item 2\ns-1,X1,2,\n", "line 2: '' is no score of an item"),
    ],
)
def test_a_wrong_sheet_is_named_where_it_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    """The file, the line, and what to do."""
    path = tmp_path / "sheet.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        read_sheet(path, {("s-1", "X1"): 2})


@pytest.mark.full
def test_no_score_is_lost_to_another_sheet(tmp_path: Path) -> None:
    """A sheet without scores, a second sheet of the same reader, an export over a filled sheet."""
    report = Report(tmp_path / "report")
    for one in CLASS[:4]:
        report.add(one)
    report.finish(title="t", generated="now")

    def run(*arguments: str) -> tuple[int, str]:
        options = ("--course", str(ROOT), "--report", "report")
        made = grader("rubric", *arguments, *options, cwd=tmp_path, GRADER_SECRET=SECRET.decode())
        return made.returncode, made.stdout + made.stderr

    assert run("export", "makemore4")[0] == 0
    path, kept = tmp_path / "rubric/makemore4.csv", tmp_path / "rubric/scores/makemore4-tom.csv"
    head, *rows = csv.reader(path.open())
    empty = path.read_text()

    def fill(*chosen: list[str]) -> None:
        with path.open("w") as file:
            csv.writer(file).writerows([head, *([*row[:2], "2", "1", ""] for row in chosen)])

    fill(*rows[:-1])
    assert run("import", "makemore4", str(path), "--by", "tom")[0] == 0
    before = kept.read_text()
    status, said = run("export", "makemore4")
    assert (status, "has scores of a reader" in said) == (2, True)
    path.write_text(empty)
    status, said = run("import", "makemore4", str(path), "--by", "tom")
    assert (status, "has no score in it" in said) == (2, True)
    assert kept.read_text() == before
    fill(rows[-1])
    assert "of them in earlier sheets" in run("import", "makemore4", str(path), "--by", "tom")[1]
    assert len(kept.read_text().splitlines()) == 1 + 2 * len(rows)
