"""The pages of a report."""

from __future__ import annotations

import base64
import hashlib
import html
import itertools
import posixpath
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import PurePath
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
    report_pages,
    sample_class,
    task,
    topic,
    untouched,
    working,
    wrong_hidden,
)

from classroom.report.page import TEMPLATES
from classroom.report.pages.index import index_page
from classroom.report.pages.site import Site
from classroom.report.pages.stuck import stuck
from classroom.report.rerun import together
from classroom.report.statistics import signature
from classroom.report.ungraded import Ungraded
from grader.record import (
    STATE_WORDS,
    CheckResult,
    PartResult,
    QuestionResult,
    QuestionsResult,
    Record,
    Row,
    TaskResult,
    TopicResult,
)
from grader.render.causes import causes
from grader.reported import ExperimentReport
from grader.sandbox import jail

pytestmark = pytest.mark.laptop

VOID = {"meta", "br", "rect", "wbr"}


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


def page(records: list[Record], name: str = "index.html", **fields: Any) -> Page:
    """A page of the report on `records`, parsed."""
    return Page(report_pages(records, **fields)[name])


def student(one: Record, **fields: Any) -> Page:
    """The page of a student."""
    [name] = [n for n in report_pages([one], **fields) if n.startswith("students/")]
    return page([one], name, **fields)


TOPIC = "topics/makemore4.html"


@pytest.mark.parametrize("name", ["index.html", TOPIC, "students/Emmy_Noether"])
def test_golden(name: str) -> None:
    """The pages of the sample class are the golden files, but for their style and script."""
    found = report_pages(sample_class())
    [path] = [each for each in found if each.startswith(name)]
    text = re.sub(
        r"(<(style|script)>).*?(</\2>)",
        r"\1(of report.css, report.js)\3",
        found[path],
        flags=re.S,
    )
    golden = f"render/report-{PurePath(name).stem}.html"
    expect_golden(golden, re.sub(r"sha256-[\w+/=]{44}", "sha256-(of it)", text))


def test_order_of_records_does_not_matter() -> None:
    """The same class in another order gives the same bytes."""
    assert report_pages(sample_class()[::-1]) == report_pages(sample_class())


def test_is_self_contained() -> None:
    """Nothing is loaded: no address but those of other pages and of places on them."""
    found = report_pages(sample_class())
    parsed = {name: Page(text) for name, text in found.items()}
    ids = {name: [a["id"] for _, a in each.elements if "id" in a] for name, each in parsed.items()}
    for name, each in parsed.items():
        assert len(ids[name]) == len(set(ids[name]))
        for tag, attrs in each.elements:
            assert tag not in ("link", "img", "iframe", "base", "object", "form")
            assert not {"src", "srcset", "style", "action", "xlink:href"} & set(attrs)
            if "href" in attrs:
                path, _, place = (attrs["href"] or "").partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                target = target if path else name
                assert target in found, (name, attrs)
                assert not place or place in ids[target], (name, attrs)
            if "aria-labelledby" in attrs:
                assert attrs["aria-labelledby"] in ids[name]
    assert not re.search(r"url\(|@import", (TEMPLATES / "report.css").read_text())


def test_policy_allows_only_our_style_and_script() -> None:
    """The policy of each page names the hashes of the very bytes between the tags."""
    for text in report_pages(sample_class()).values():
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
    """Language, one h1, headings in order, a skip link, captions and headers are on each page."""
    for text in report_pages(sample_class()).values():
        parsed = Page(text)
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
        assert tags.count("svg") == tags.count("title") - 1


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2)."""
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    """Every text has a contrast of 4.5 on every ground, in the light and the dark scheme."""
    css = (TEMPLATES / "report.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w{6});", blocks[scheme]))
    assert len(colours) == 16
    for ground in ("page", "band"):
        for ink in ("ink", "soft", "link", "good", "half", "bad"):
            assert contrast(colours[ground], colours[ink]) >= 4.5, (ground, ink)
    for warm in ("mark", *(f"h{n}" for n in range(6))):
        assert contrast(colours[warm], colours["ink"]) >= 4.5, warm


def test_counts_stand_first() -> None:
    """Students, problems, who is stuck, has not begun, is late: numbers, then names, then all."""
    text = page([*sample_class(), hostile("x")]).text()
    counts = "Students 8 Graded 8 Grading problems 0 Stuck 1 Not started 1 Late 0 Full marks 3"
    assert counts in text
    assert text.index(counts) < text.index("Today") < text.index("Gradebook Points")


def test_who_could_not_be_graded_has_a_line_with_the_reason() -> None:
    """Nobody vanishes: the name and the reason as text, and a page with what was raised."""
    lost = [
        Ungraded(student="zoe", source="class/zoe", reason="<b>no commit</b>"),
        Ungraded(student="Ben", source="x", reason="at fault: OSError", log="problems/Ben.txt"),
    ]
    found = report_pages(sample_class(), ungraded=lost)
    text = Page(found["index.html"]).text()
    assert "Grading problems 2 Ben at fault: OSError zoe <b>no commit</b>" in text
    assert '<a href="../problems/Ben.txt">what was raised</a>' in found["students/Ben.html"]


def test_who_could_not_be_graded_is_a_row_of_the_gradebook() -> None:
    """Nobody vanishes: the cells say so, the row stands in its place, and all are counted."""
    lost = [
        Ungraded(student="Bob", source="b", reason="at fault", topics=["makemore4"]),
        Ungraded(student="Bob", source="b", reason="no commit", topics=["micrograd"]),
        Ungraded(student="Zoe", source="z", reason="no submission", missing=True),
        Ungraded(student="Ada Lovelace", source="a", reason="no", topics=["micrograd"]),
    ]
    parsed = page(sample_class(), ungraded=lost)
    names = [row[0] for row in parsed.rows]
    assert names.count("Bob") == 1
    assert names.index("Blaise Pascal") < names.index("Bob") < names.index("Emmy Noether")
    assert parsed.row("Bob")[1:4] == ["", "not graded", "not graded"]
    assert parsed.row("Zoe")[2] == "no submission"
    assert [parsed.row("Kurt Gödel")[3], parsed.row("Ada Lovelace")[2]] == ["no data", "not graded"]
    book = parsed.rows[: [row[0] for row in parsed.rows].index("Topic")]
    assert len({len(row) for row in book}) == 1
    assert "Students 9 Graded 7 Grading problems 2" in parsed.text()
    assert "Zoe no submission" in parsed.text()


def test_what_an_earlier_run_found_is_marked() -> None:
    """A student whom this run did not grade has the mark in the gradebook and on the page."""
    parsed = page(sample_class(), kept=["Grace Hopper"])
    assert parsed.row("Grace Hopper")[0] == "Grace Hopper kept"
    assert parsed.row("Ada Yonath")[0] == "Ada Yonath"
    assert "Graded by an earlier run, and kept." in student(done(), kept=["Grace Hopper"]).text()


def test_topics_of_two_runs_say_which_commit_each_was_read_at() -> None:
    """The student's page and the list of engines know both runs of a record."""
    earlier, now = working(), sample_class()[5]
    earlier.submission.commit, earlier.engine.jail = "e" * 40, "none (unsafe)"
    now.submission.student = earlier.submission.student
    both = together(earlier, now)
    text = student(both).text()
    assert "makemore4: commit eeeeeeeeeeee, committed" in text
    assert "micrograd: commit 3f9c2ab12345, committed" in text
    parsed = page([both])
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
    found = [[t.id for t in cause.tasks] for cause in causes(topic(tasks))]
    assert found == [
        ["a0", "a1", "a2", "a3"],
        ["b0", "b1"],
        ["b2"],
        ["b3"],
        ["c0", "c1", "c2"],
        ["d0"],
        ["d1"],
    ]
    text = student(record("A", [topic(tasks)])).text()
    assert text.count("import a.py does not import") == 1
    assert "a.py: one cause, 4 tasks" in text
    assert "It costs T-0 a0, T-1 a1, T-2 a2, T-3 a3." in text.replace(" ,", ",").replace(" .", ".")
    assert text.count("6 more that say the same") == 2


def test_every_topic_has_its_cards() -> None:
    """However much fails in one topic, the cards of another are whole; a page has its limit."""

    def failed(name: str, count: int) -> TopicResult:
        wrong = {"state": "fail", "output": "v" * 1500, "summary": "Values differ."}
        tasks = [
            task(f"{name}{n}", f"{name}-{n}", "fail", [check(f"{name}{n}", 0, **wrong)])
            for n in range(count)
        ]
        return topic(tasks, id=name)

    text = student(record("A", [failed("first", 100), failed("second", 3)])).text()
    assert text.count("Values differ.") == 103
    assert text.count("v" * 1500) >= 6
    assert len(text) < 200_000


def test_gradebook_has_points_and_states_in_words() -> None:
    """A row has the points of each topic, the states where one looks; a missing topic says so."""
    parsed = page(sample_class())
    row = parsed.row("Ada Lovelace")
    assert row[:5] == ["Ada Lovelace", "6", "no data", "6", "3.67"]
    titles = {a.get("title") or "" for _, a in parsed.elements}
    words = {word for word in STATE_WORDS.values() if word != "not counted"}
    assert [title for title in titles if all(f"1 {word}" in title for word in words)]
    assert parsed.row("Kurt Gödel")[3] == "no data"


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
    parsed = page(records, TOPIC)
    assert "over n = 4 of 5 students" in parsed.text()
    row = parsed.row("T-1 f")
    assert row[1:4] == ["4", "0.38", "n too small"]
    assert row[4].endswith("1, 1, 1, 1")
    assert row[5:7] == ["1", "0"]
    assert row[7].split("(") == ["every value is n times too large ", "1)"]
    assert row[8] == ""
    assert parsed.row("T-2 g")[2] == "1.00"
    assert parsed.row("T-2 g")[8] == "easy"


def test_named_mistakes_say_who() -> None:
    """A mistake is counted once a student, with its tasks and who made it."""
    again = working()
    again.submission.student = "Emmy"
    row = page([working(), again], TOPIC).row("softmax taken over the batch")
    assert row[0] == "softmax taken over the batch"
    assert row[1:] == ["2", "M4-3 logits", "Ada Lovelace, Emmy"]


def asked(now: str, first: str = "") -> QuestionsResult:
    """A question that B is the right answer to."""
    states = {"B": "right", "": "unanswered"}
    part = PartResult(
        name="M4-Q1",
        state=states.get(now, "wrong"),
        answer=now,
        right=int(now == "B"),
        of=1,
        texts=[f"why {now} is what it is"] if now else [],
        first=states.get(first, "wrong") if first else "",
        first_answer=first,
    )
    questions = [QuestionResult(id="M4-Q1", points=2, parts=[part])]
    return QuestionsResult(feedback="immediate", judged=True, questions=questions)


def test_a_topics_page_says_how_its_questions_went() -> None:
    """Right now and at first; the wrong answer of most counts once a student, and is explained."""
    tasks = [task("f", "T-1", "pass", [check("f", 1)])]
    pairs = [("B", "A"), ("A", "A"), ("C", ""), ("", ""), ("B", "B")]
    records = [record(f"S{n}", [topic(tasks, questions=asked(*p))]) for n, p in enumerate(pairs)]
    row = page(records, TOPIC).row("M4-Q1")
    assert row == ["M4-Q1", "4", "2", "1 of 3", "A (2) why A is what it is"]
    nobody = [record("S", [topic(tasks, questions=asked(""))])]
    assert "Most common wrong answer" not in page(nobody, TOPIC).text()


def test_the_first_page_says_what_fails_for_most_in_each_topic() -> None:
    """With how many have started and have all points: so one knows which topic's page to open."""
    again = working()
    again.submission.student = "Emmy"
    row = page([working(), again, done(), untouched()]).row("makemore4")
    assert row[1:3] == ["3 of 4", "1"]
    [said] = [text for text in row if "(2)" in text]
    failures = [one.check for one in causes(working().topics[0])]
    assert said.removesuffix(" (2)") in {signature(check) for check in failures}


def test_an_experiment_that_was_only_predicted_has_not_failed() -> None:
    """Nothing ran: pages count it as not started, whatever its checks that say so decide."""
    idle = check("L1", 2, state="not_started")
    made = task("L1", "M4-L1", "fail", [check("L1", 1), idle])
    made.report = ExperimentReport(prediction="A")
    wrong = task("f", "M4-1", "fail", [check("f", 1, state="fail")])
    one = record("Ada", [topic([made, wrong])])
    assert page([one], TOPIC).row("M4-L1")[4].endswith("0, 0, 0, 1")
    assert page([one], TOPIC).row("M4-1")[4].endswith("0, 0, 1, 0")
    assert "not started (1): M4-L1 L1" in student(one).text()


def test_a_students_page_has_what_an_experiment_reports() -> None:
    """The prediction and whether it is right, settings and numbers, what is written for people."""
    made = task("L1", "M4-L1", "pass", [check("L1", 1)])
    made.report = ExperimentReport(
        prediction="A", right=False, settings="lr = 0.1", found="end = 2.5", because="it bursts"
    )
    text = student(record("Ada", [topic([made])])).text()
    told = "predicted A (wrong); settings lr = 0.1; reported end = 2.5; because: it bursts"
    assert f"M4-L1 {told}" in text


def test_shows_the_full_record() -> None:
    """Instructors see hidden checks with rows, seed, place and output, before the deadline too."""
    text = student(working()).text()
    for part in ("secret summary 7.25", "yours 7.25", "9001", "secret.py:41", "printed 7.25"):
        assert part in text


def test_says_how_it_was_judged() -> None:
    """A record without a jail is told on the first screen; a jailed class says nothing there."""
    text = page([broken(), working()]).text()
    assert "1 of 2 submissions with isolation none, jail none." in text
    assert text.index("Judged without full isolation") < text.index("Gradebook Points")
    assert "Judged without" not in page([working()]).text()
    half = working()
    half.engine.jail = jail.level(unsafe=True)
    told = "1 of 1 submissions with isolation file, jail none (unsafe)."
    assert told in page([half]).text()


def test_grading_problems_are_listed() -> None:
    """A check of ours that failed is named with its text and the number of its students."""
    text = page([broken(), working()]).text()
    assert "the check raised KeyError: 'names' (1 students)" in text


@pytest.mark.parametrize("records", [[], [untouched()], [done()], [record("A", [])]])
def test_small_classes(records: list[Record]) -> None:
    """No record, nothing started, all done and no topic give pages."""
    assert f"Students {len(records)}" in page(records).text()
    assert len(report_pages(records)) >= 1 + len(records)


CODE = """import torch


def logits(x):
    '''One line.'''
    return x


def hprebn(h):
    '''Two
    lines.
    '''
    return h[
        27
    ]
"""
HOME = "exercises/makemore4/cross_entropy_steps.py"


def test_the_code_stands_beside_what_is_said() -> None:
    """The function of the failing line, numbered, the line marked; a docstring is left out."""
    one = working()
    for each, line in (("logits", 4), ("hprebn", 13)):
        for failed in (c for t in one.topics[0].tasks if t.id == each for c in t.checks):
            failed.where = f"{HOME}:{line}" if failed.state != "pass" else ""
    files = report_pages([one], code=lambda student: {HOME: CODE})
    [found] = [each for name, each in files.items() if name.startswith("students/")]
    listings = re.findall(r'<pre class="code".*?</pre>', found, re.DOTALL)
    lines = [html.unescape(re.sub("<[^>]*>", "", each)).splitlines() for each in listings]
    first = next(each for each in lines if "def logits" in each[0])
    assert first == ["   4> def logits(x):", "   5      '''One line.'''", "   6      return x"]
    second = next(each for each in lines if "def hprebn" in each[0])
    assert second[1].strip() == "(docstring, 3 lines)"
    assert [line[:5] for line in second[2:]] == ["  13>", "  14 ", "  15 "]
    assert "<mark>    return h[</mark>" in found
    assert max(len(each) for each in lines) == 15


@pytest.mark.parametrize(
    "code",
    ["", "\n" * 5, "def f(:\n" * 30, "x" * 10_000, "    " * 500 + "def logits():", "'''" * 9],
    ids=len,
)
def test_code_that_is_none_is_shown_as_it_is(code: str) -> None:
    """Half a file need not be Python."""
    text = student(working(), code=lambda student: {HOME: code}).text()
    assert "M4-3 logits" in text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_adds_no_markup(text: str) -> None:
    """With any text in every field the pages have the elements and attributes of harmless ones."""

    def shapes(text: str) -> list[Counter[tuple[str, ...]]]:
        one = hostile(text)
        found = report_pages(
            [one, working()],
            code=lambda student: {HOME: "\n".join([re.sub("[\r\n]", " ", text)] * 50)},
            columns={one.submission.student: {"name": text, "section": text}},
        )
        parsed = [Page(each) for each in found.values()]
        ours = (TEMPLATES / "report.js").read_text()
        for each in parsed:
            assert each.comments == []
            assert [d for t, d in each.texts if t == "script"] == [ours]
            assert not [a for _, attrs in each.elements for a in attrs if a.startswith("on")]
        # Names of topics may be broken at an underline.
        shapes = [each.shape() for each in parsed]
        for each in shapes:
            del each[("wbr",)]
        return sorted(shapes, key=lambda each: sorted(map(str, each.items())))

    assert shapes(text) == shapes("x" if text.strip() else "")


def test_hostile_title() -> None:
    """Title and time are escaped like all else."""
    bad = "</title><script>alert(1)</script>\u202e\ud800"
    parsed = page([], title=bad, generated=bad)
    assert [t for t, _ in parsed.elements].count("script") == 1
    assert "\\u202e\\ud800" in parsed.text()


def big(text: str, name: str) -> Record:
    """A record of nine topics with 16 tasks each, all of whose checks fail and say `text`."""
    fields = {"summary": text, "output": text, "notes": [text], "exception": ""}
    tasks = [
        task(f"f{n}", f"T-{n}", "fail", [wrong_hidden(f"f{n}", k, **fields) for k in range(5)])
        for n in range(16)
    ]
    return record(name, [topic(tasks, id=f"topic-{k}") for k in range(9)], warnings=[text])


@pytest.mark.parametrize("text", ["v" * 500, pytest.param(HUGE, marks=pytest.mark.full)], ids=len)
def test_a_page_has_its_limit(text: str) -> None:
    """A student with 720 failing checks has a page of 200 KB at most, whatever they say."""
    for name, each in report_pages([big(text, "ada")]).items():
        assert len(each.encode()) <= (200_000 if name.startswith("students") else 100_000), name


@pytest.mark.full
def test_the_index_of_300_students_has_1_mb() -> None:
    """Nine topics, everybody stuck."""
    records = [big("no", f"student {n:03}") for n in range(300)]
    site = Site(records, title="t", generated="now")
    assert len(index_page(site, stuck(site)).encode()) <= 1_000_000
