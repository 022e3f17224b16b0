"""The class page."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.engine.golden import expect_golden
from tests.engine.render_samples import (
    HOSTILE,
    HUGE,
    broken,
    check,
    done,
    hidden,
    hostile,
    record,
    sample_class,
    task,
    topic,
    untouched,
    working,
    wrong_hidden,
)

from classroom.report.cards import cards, causes
from classroom.report.html import MIN_BYTES, class_page
from classroom.report.page import TEMPLATES
from classroom.report.rerun import together
from classroom.report.ungraded import Ungraded
from grader.record import STATE_WORDS, CheckResult, Record, Row, TaskResult, TopicResult
from grader.sandbox import jail

pytestmark = pytest.mark.laptop

VOID = {"meta", "br", "rect"}


class Page(HTMLParser):
    """A parsed page: elements with attributes, texts by element, and whether it nests well."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), (tag, attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data

    def text(self) -> str:
        """All text but style and script, white space folded."""
        return " ".join(" ".join(d for t, d in self.texts if t not in ("style", "script")).split())

    def shape(self) -> Counter[tuple[str, ...]]:
        """How many elements there are of each tag and names of attributes."""
        return Counter((tag, *attrs) for tag, attrs in self.elements)

    def row(self, first: str) -> list[str]:
        """The first row whose first cell starts with `first`."""
        return next(row for row in self.rows if row[0].startswith(first))


def page(records: list[Record]) -> str:
    """The page of `records` with a fixed title and time."""
    return class_page(records, title="Sample class", generated="2027-02-11 14:00 UTC")


def test_golden() -> None:
    """The page of the sample class is the golden file, but for its style and script."""
    text = re.sub(
        r"(<(style|script)>).*?(</\2>)",
        r"\1(of class.css, class.js)\3",
        page(sample_class()),
        flags=re.S,
    )
    expect_golden("render/class.html", re.sub(r"sha256-[\w+/=]{44}", "sha256-(of it)", text))


def test_order_of_records_does_not_matter() -> None:
    """The same class in another order gives the same bytes."""
    assert page(sample_class()[::-1]) == page(sample_class())


def test_is_self_contained() -> None:
    """Nothing is loaded: no address but fragments of the page, no import, no url()."""
    text = page(sample_class())
    parsed = Page(text)
    ids = [attrs["id"] for _, attrs in parsed.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in parsed.elements:
        assert tag not in ("link", "img", "iframe", "base", "object", "form")
        assert not {"src", "srcset", "style", "action", "xlink:href"} & set(attrs)
        if "href" in attrs:
            assert (attrs["href"] or "")[:1] == "#"
            assert (attrs["href"] or "")[1:] in ids
        if "aria-labelledby" in attrs:
            assert attrs["aria-labelledby"] in ids
    assert not re.search(r"url\(|@import", (TEMPLATES / "class.css").read_text())


def test_policy_allows_only_our_style_and_script() -> None:
    """The policy names the hashes of the very bytes between the tags."""
    text = page(sample_class())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_can_be_read_by_all() -> None:
    """Language, one h1, headings in order, a skip link, captions and column headers are there."""
    parsed = Page(page(sample_class()))
    tags = [tag for tag, _ in parsed.elements]
    assert ("html", {"lang": "en"}) in parsed.elements
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    body = tags.index("body")
    assert parsed.elements[body + 1] == ("a", {"class": "skip", "href": "#main"})
    assert tags.count("main") == 1
    assert all(a.get("scope") in ("col", "row") for t, a in parsed.elements if t == "th")
    sorted_by = [a["aria-sort"] for t, a in parsed.elements if "aria-sort" in a]
    assert sorted_by == ["ascending", "descending"]
    assert tags.count("svg") == tags.count("title") - 1


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    """Every text colour has a contrast of 4.5 on both grounds, in the light and the dark scheme."""
    css = (TEMPLATES / "class.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6});", blocks[scheme]))
    assert len(colours) == 9
    for ground in ("page", "band"):
        for ink in ("ink", "soft", "link", "good", "half", "bad"):
            light, dark = sorted(map(luminance, (colours[ground], colours[ink])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


def test_counts_stand_first() -> None:
    """Students, not graded, full marks, not started, problems and warnings are counted.

    What keeps answers from being read is a warning as well.
    """
    text = Page(page([*sample_class(), hostile("x")])).text()
    counts = "Students 8 Not graded 0 Full marks 3 Not started 1 Checks not counted 1 Warnings 6"
    assert counts in text
    assert text.index(counts) < text.index("Gradebook Points")


def test_who_could_not_be_graded_has_a_line_with_the_reason() -> None:
    """Nobody vanishes: the name, the reason as text, and the file with what was raised."""
    lost = [
        Ungraded(student="zoe", source="class/zoe", reason="<b>no commit</b>"),
        Ungraded(student="Ben", source="x", reason="at fault: OSError", log="problems/Ben.txt"),
    ]
    text = class_page(sample_class(), lost, title="t", generated="now")
    parsed = Page(text)
    assert "Not graded 2" in parsed.text()
    assert "zoe : <b>no commit</b>" in parsed.text()
    assert text.index("Ben</strong>") < text.index("zoe</strong>")
    assert '<a href="problems/Ben.txt">what was raised</a>' in text


def test_who_could_not_be_graded_is_a_row_of_the_gradebook() -> None:
    """Nobody vanishes: the cells say so, the row stands in its place, and all are counted."""
    lost = [
        Ungraded(student="Bob", source="b", reason="at fault", topics=["makemore4"]),
        Ungraded(student="Bob", source="b", reason="no commit", topics=["micrograd"]),
        Ungraded(student="Zoe", source="z", reason="no submission", missing=True),
        Ungraded(student="Ada Lovelace", source="a", reason="no", topics=["micrograd"]),
    ]
    parsed = Page(class_page(sample_class(), lost, title="t", generated="now"))
    names = [row[0] for row in parsed.rows]
    assert names.count("Bob") == 1
    assert names.index("Blaise Pascal") < names.index("Bob") < names.index("Emmy Noether")
    assert [cell.strip() for cell in parsed.row("Bob")[1:]] == [
        "not graded", "not graded", "-", "", "", "", "",
    ]  # fmt: skip
    assert parsed.row("Zoe")[1] == "no submission"
    assert [parsed.row("Kurt Gödel")[2], parsed.row("Ada Lovelace")[1]] == ["no data", "not graded"]
    assert len({len(row) for row in parsed.rows if row[0] in names[1:9]}) == 1
    assert "Students 9 Not graded 3 No submission 1" in parsed.text()
    assert "No submission: Zoe ." in parsed.text()


def test_what_an_earlier_run_found_is_marked() -> None:
    """A student whom this run did not grade has the mark in the gradebook and in the fold."""
    parsed = Page(class_page(sample_class(), title="t", generated="now", kept=["Grace Hopper"]))
    assert parsed.row("Grace Hopper")[0] == "Grace Hopper kept"
    assert parsed.row("Ada Yonath")[0] == "Ada Yonath"
    assert parsed.text().count("Graded by an earlier run, and kept.") == 1


def test_topics_of_two_runs_say_which_commit_each_was_read_at() -> None:
    """The page and its list of engines know both runs of a record."""
    earlier, now = working(), sample_class()[5]
    earlier.submission.commit, earlier.engine.jail = "e" * 40, "none (unsafe)"
    now.submission.student = earlier.submission.student
    parsed = Page(page([together(earlier, now)]))
    assert "makemore4: commit eeeeeeeeeeee, committed" in parsed.text()
    assert "micrograd: commit 3f9c2ab12345, committed" in parsed.text()
    assert "1 of 1 submissions with isolation file, jail none (unsafe)." in parsed.text()
    assert parsed.text().count("engine 0.1.0, Python") == 2


def raised(name: str, number: int, where: str, **fields: Any) -> CheckResult:
    """A check whose call raised at `where`."""
    given = {"state": "error", "exception": "ValueError", "summary": "ValueError: no"}
    return check(name, number, **(given | {"where": where} | fields))


def of_file(name: str, number: int, checks: list[CheckResult], file: str) -> TaskResult:
    """A task of `file` that does not pass."""
    return task(name, f"T-{number}", checks[0].state, checks, file=file)


def test_one_cause_is_one_card() -> None:
    """A file that does not import, and one exception at one line; then every task has its own."""
    broken_ = {
        "summary": "a.py does not import: no",
        "rows": [Row("import", "a.py does not import")],
    }
    same = [
        [raised(f"a{n}", k, f"exercises/t/a.py:{k}", **broken_) for k in range(3)] for n in range(4)
    ]
    line = [[raised(f"b{n}", k, "exercises/t/b.py:7") for k in range(3)] for n in range(2)]
    wrong = {"state": "fail", "summary": "Values differ."}
    own = [[check(f"b{n}", k, **wrong) for k in range(7)] for n in (2, 3)]
    ended = {"state": "error", "summary": "the code ended before it returned a value"}
    dead = [
        [check(f"c{n}", k, where=f"exercises/t/c.py:{n}", **ended) for k in range(2)]
        for n in range(3)
    ]
    alive = [[check(f"d{n}", 0), check(f"d{n}", 1, **ended)] for n in range(2)]
    files = {"a.py": same, "b.py": line + own, "c.py": dead, "d.py": alive}
    tasks = [
        of_file(checks[0].task, number, checks, file)
        for file, all_ in files.items()
        for number, checks in enumerate(all_)
    ]
    found = [[t.id for t in cause] for cause in causes(topic(tasks))]
    assert found == [
        ["a0", "a1", "a2", "a3"],
        ["b0", "b1"],
        ["b2"],
        ["b3"],
        ["c0", "c1", "c2"],
        ["d0"],
        ["d1"],
    ]
    text = Page(page([record("A", [topic(tasks)])])).text()
    assert text.count("import a.py does not import") == 1
    assert "a.py: one cause, 4 tasks" in text
    assert "It costs T-0 a0, T-1 a1, T-2 a2, T-3 a3." in text.replace(" ,", ",").replace(" .", ".")
    assert text.count("6 more that say the same") == 2


def test_no_topic_pushes_another_off_the_page() -> None:
    """Where there is no room for all, topics take turns."""

    def failed(name: str, count: int) -> TopicResult:
        wrong = {"state": "fail", "output": "v" * 500, "summary": "Values differ."}
        tasks = [
            task(f"{name}{n}", f"{name}-{n}", "fail", [check(f"{name}{n}", 0, **wrong)])
            for n in range(count)
        ]
        return topic(tasks, id=name)

    one = record("A", [failed("first", 100), failed("second", 3), failed("third", 0)])
    made, cut = cards(one, 8000)
    assert [len(made[name]) for name in ("second", "third")] == [3, 0]
    assert 3 <= len(made["first"]) < 100
    assert cut == 100 - len(made["first"])


def test_gradebook_has_points_and_states_in_words() -> None:
    """A row has the points and the number of tasks in each state; a missing topic says so."""
    parsed = Page(page(sample_class()))
    row = parsed.row("Ada Lovelace")
    assert row[1] == "no data"
    words = {word.replace(" ", "\u00a0") for word in STATE_WORDS.values()} - {"not\u00a0counted"}
    assert all(f"1\u00a0{word}" in row[2] for word in words)
    assert row[3:6] == ["3.67", "6", "28"]
    assert parsed.row("Kurt Gödel")[2] == "no data"


def test_item_analysis() -> None:
    """Shares are over those who started the topic; the statistics are those of the legend."""
    half = task("f", "T-1", "partial", [check("f", 1), wrong_hidden("f", 1)])
    full = task("f", "T-1", "pass", [check("f", 1), hidden("f", 1)])
    bad = check("f", 1, state="fail", mistake="softmax taken over the batch", pattern="p")
    none = task("f", "T-1", "fail", [bad, wrong_hidden("f", 1)])
    idle = task("f", "T-1", "not_started", [check("f", 1, state="not_started")])
    other = task("g", "T-2", "pass", [check("g", 1)])
    asleep = task("g", "T-2", "not_started", [])
    pairs = [[half, other], [full, other], [none, other], [idle, other], [idle, asleep]]
    records = [record(f"S{n}", [topic(tasks)]) for n, tasks in enumerate(pairs)]
    parsed = Page(page(records))
    assert "over n = 4 of 5 students" in parsed.text()
    row = parsed.row("T-1 f")
    assert row[1:8] == ["4", "0.38", "25%", "25%", "25%", "25%", "1"]
    assert row[9].split("(") == ["every value is n times too large ", "2)"]
    assert row[10] == ""
    assert parsed.row("T-2 g")[2] == "1.00"
    assert parsed.row("T-2 g")[10] == "easy"


def test_named_mistakes_count_students() -> None:
    """A mistake is counted once a student, with its tasks."""
    parsed = Page(page([working(), working()]))
    assert parsed.row("softmax taken over the batch") == [
        "softmax taken over the batch",
        "2",
        "M4-3 logits",
    ]


def test_shows_the_full_record() -> None:
    """Instructors see hidden checks with rows, seed, place and output, before the deadline too."""
    text = Page(page([working()])).text()
    for part in ("secret summary 7.25", "yours 7.25", "9001", "secret.py:41", "printed 7.25"):
        assert part in text
    assert "Cut:" not in text


def test_says_how_it_was_judged() -> None:
    """A record without a jail is told on the first screen; a jailed class says nothing there."""
    text = Page(page([broken(), working()])).text()
    assert "1 of 2 submissions with isolation none, jail none." in text
    assert text.index("Judged without full isolation") < text.index("Gradebook Points")
    assert "Judged without" not in page([working()])
    half = working()
    half.engine.jail = jail.level(unsafe=True)
    told = "1 of 1 submissions with isolation file, jail none (unsafe)."
    assert told in Page(page([half])).text()


def test_grading_problems_are_listed() -> None:
    """A check of ours that failed is named with its text and its students."""
    text = Page(page([broken(), working()])).text()
    assert "the check raised KeyError: 'names' (1: Blaise Pascal)" in text


@pytest.mark.parametrize("records", [[], [untouched()], [done()], [record("A", [])]])
def test_small_classes(records: list[Record]) -> None:
    """No record, nothing started, all done and no topic give a page."""
    assert f"Students {len(records)}" in Page(page(records)).text()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_adds_no_markup(text: str) -> None:
    """With any text in every field the page has the elements and attributes of a harmless one."""
    parsed = Page(page([hostile(text), working()]))
    harmless = Page(page([hostile("x" if text else ""), working()]))
    assert parsed.shape() == harmless.shape()
    assert parsed.comments == []
    ours = (TEMPLATES / "class.js").read_text()
    assert [d for t, d in parsed.texts if t == "script"] == [ours]
    assert not [a for _, attrs in parsed.elements for a in attrs if a.startswith("on")]


def test_hostile_title() -> None:
    """Title and time are escaped like all else."""
    bad = "</title><script>alert(1)</script>\u202e\ud800"
    parsed = Page(class_page([], title=bad, generated=bad))
    assert [t for t, _ in parsed.elements].count("script") == 1
    assert "\\u202e\\ud800" in parsed.text()


def big(text: str, name: str) -> Record:
    """A record of 40 tasks with five failing checks each that say `text`."""
    fields = {"summary": text, "output": text, "notes": [text], "exception": ""}
    tasks = [
        task(f"f{n}", f"T-{n}", "fail", [wrong_hidden(f"f{n}", k, **fields) for k in range(5)])
        for n in range(40)
    ]
    return record(name, [topic(tasks)], warnings=[text])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("v" * 500, id="long"),
        pytest.param(HUGE, id="huge", marks=pytest.mark.full),
    ],
)
def test_size_of_a_large_class(text: str) -> None:
    """200 students with everything failing fit into 2 MB, and what is cut is counted."""
    out = page([big(text, f"student {n:03}") for n in range(200)])
    assert len(out.encode()) <= MIN_BYTES
    assert re.search(r"Cut:</strong> \d+ more tasks", out)
