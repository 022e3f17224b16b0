"""The pages in a browser: policy, keyboard, two widths, without script, in print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import CHROMIUM, Browser, browser
from tests.engine.render_samples import (
    HOSTILE,
    answered,
    hostile,
    other_pages,
    record,
    report_pages,
    sample_class,
    task,
    term_history,
    topic,
)

from classroom.report.ungraded import Ungraded

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")

NAMES = ["calculus_and_descent", "tabular_from_scratch", "mnist_basics", "micrograd"]
TOPICS = [*NAMES, *(f"makemore{n}" for n in range(1, 6))]


def nine_topics(name: str, points: int) -> Any:
    """A student with as many points in each of nine topics of 80."""
    state = "pass" if points else "not_started"
    return record(
        name,
        [
            topic(
                [task("f", "T-1", state, [], points=80, earned=points)],
                id=each,
                questions=answered(),
            )
            for each in TOPICS
        ],
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with nine topics, one with the sample class, and one of hostile students."""
    home = tmp_path_factory.mktemp("pages")
    names = [f"a-student-of-{n:02}" for n in range(40)]
    nine = [nine_topics(name, (7 * n) % 81) for n, name in enumerate(names)]
    columns = {name: {"section": "AB"[n % 2]} for n, name in enumerate(names)}
    lost = [Ungraded(student="zoe", source="", reason="no commit")]
    code = "\n".join(f"line_{n} = {n}" for n in range(60))
    sample = {
        "columns": {"Ada Lovelace": {"section": "A"}},
        "ungraded": lost,
        "code": lambda student: {"exercises/makemore4/cross_entropy_steps.py": code},
    }
    texts = ['"><img src=x onerror=alert(1)>', "</script><script>alert(1)</script>", HOSTILE[16]]
    bad = [hostile(text) for text in texts]
    kinds = {
        "nine": report_pages(nine, columns=columns, ungraded=lost),
        "sample": report_pages(sample_class(), **sample) | other_pages("makemore4"),
        "term": report_pages(sample_class(), history=term_history(sample_class()), **sample),
        "hostile": report_pages(
            bad,
            columns={text: {text: text, "section": text} for text in texts},
            ungraded=[Ungraded(student=text, source=text, reason=text, log=text) for text in texts],
            history=term_history(bad, texts[0]),
            code=lambda student: {
                f"exercises/x/{student}.py": f"{student}\n" * 30,
                student: student,
            },
        )
        | other_pages("x", texts[0]),
    }
    for kind, pages in kinds.items():
        for name, text in pages.items():
            path = home / kind / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return home


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A tab, the same for all tests."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


ROWS = "[...document.querySelectorAll('.heat tbody tr')]"
SHOWN = f"{ROWS}.filter(r => !r.hidden).map(r => r.cells[0].textContent)"


def test_a_class_is_found_sorted_and_filtered_by_keyboard(tab: Browser, folder: Path) -> None:
    """Under the page's own policy: the pattern of ARIA, blanks last, and a status that is told."""
    tab.look()
    tab.open(folder / "nine/index.html")
    assert tab.run("document.querySelectorAll('.heat [aria-sort]').length") == 1
    for _ in range(60):
        tab.press("Tab")
        if tab.run("document.activeElement.textContent.startsWith('Total')"):
            break
    for wanted in ("ascending", "descending"):
        tab.press("Enter")
        total = "document.querySelector('.heat .stay2')"
        assert tab.run(f"{total}.getAttribute('aria-sort')") == wanted
        assert tab.run("document.querySelectorAll('.heat [aria-sort]').length") == 1
        totals = tab.run(f"{ROWS}.map(r => r.cells[1].textContent)")
        numbers = [float(total) for total in totals[:-1]]
        assert totals[-1] == ""
        assert numbers == sorted(numbers, reverse=wanted == "descending")
    tab.run("document.querySelector('.find input').focus()")
    tab.run(
        "{const i = document.querySelector('.find input'); i.value = 'OF-1';"
        "i.dispatchEvent(new Event('input'))}"
    )
    assert sorted(tab.run(SHOWN)) == [f"a-student-of-1{n}" for n in range(10)]
    assert tab.run("document.querySelector('[role=status]').textContent") == "10 of 41 students"
    tab.open(folder / "nine/index.html", "#q=of-2&section=B")
    assert tab.run(SHOWN) == [f"a-student-of-2{n}" for n in range(1, 10, 2)]
    assert tab.problems == []


def test_nine_topics_fit_1400_pixels(tab: Browser, folder: Path) -> None:
    """Name and total stay in view on a telephone, where the table alone scrolls."""
    tab.look(1400)
    tab.open(folder / "nine/index.html")
    assert (
        tab.run("{const b = document.querySelector('.book'); b.scrollWidth - b.clientWidth}") == 0
    )
    tab.look(390)
    tab.open(folder / "nine/index.html")
    tab.run("document.querySelector('.book').scrollLeft = 500")
    assert tab.run("document.documentElement.scrollWidth") <= 390
    for place in (".stay", ".stay2"):
        left, right = tab.run(
            f"{{const r = document.querySelector('.heat tbody {place}').getBoundingClientRect();"
            "[r.left, r.right]}"
        )
        assert 0 <= left < right <= 390


@pytest.mark.full
def test_hostile_text_does_nothing(tab: Browser, folder: Path) -> None:
    """On every page: no dialogue, no request, and nothing that the policy had to refuse."""
    pages = sorted((folder / "hostile").rglob("*.html"))
    assert len(pages) > 8
    for each in pages:
        tab.look()
        tab.open(each)
        assert tab.run("document.querySelectorAll('img, script, iframe, object').length") == 1
        assert tab.run("performance.getEntriesByType('resource').length") == 0
    assert tab.problems == []


@pytest.mark.full
def test_a_student_and_the_code_are_opened_by_keyboard(tab: Browser, folder: Path) -> None:
    """From the gradebook to the page, from a card to the whole file, whose fold opens there."""
    tab.look()
    tab.open(folder / "sample/index.html")
    tab.run("document.querySelector('.find input').focus()")
    _tab_to(tab, "a => a.matches('.heat th a') && a.textContent === 'Ada Lovelace'")
    tab.follow()
    assert tab.run("document.querySelector('h1').textContent") == "Ada Lovelace"
    _tab_to(tab, "a => a.textContent === 'the whole file'")
    marked = "document.querySelector('details[id^=file]')"
    assert not tab.run(f"{marked}.open")
    tab.press("Enter")
    assert tab.run(f"new Promise(r => setTimeout(() => r({marked}.open), 0))")
    assert tab.run(f"{marked}.querySelectorAll('mark').length") >= 1
    assert "27>" in tab.run(f"{marked}.textContent")


def _tab_to(tab: Browser, wanted: str) -> None:
    """Press Tab until the focus is where `wanted` says yes."""
    for _ in range(200):
        tab.press("Tab")
        if tab.run(f"({wanted})(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard does not get to {wanted}")


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab: Browser, folder: Path, scheme: str) -> None:
    """On every kind of page, with and without a term, folds closed and open, wide and narrow."""
    kinds = [*sorted((folder / "term").rglob("*.html")), folder / "nine/index.html"]
    kinds += sorted((folder / "sample").glob("*.html"))
    bad = folder / "bad.html"
    bad.write_text("<html lang=en><title>t</title><main><h1>h</h1><button></button></main>")
    tab.open(bad)
    assert [line.partition(":")[0] for line in tab.axe()] == ["button-name"], "axe looks"
    found = []
    for path in kinds:
        for width, opened in ((1400, True), (390, False)):
            tab.look(width, scheme)
            tab.open(path)
            folds = "for (const fold of document.querySelectorAll('details')) fold.open"
            tab.run(f"{folds} = {str(opened).lower()}")
            found += [f"{path.parent.name}/{path.name} at {width}: {line}" for line in tab.axe()]
    assert found == []


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_no_page_is_wider_than_the_window(
    tab: Browser, folder: Path, width: int, scheme: str
) -> None:
    """What is wide scrolls in a place of its own, in both schemes; nothing goes wrong."""
    tab.look(width, scheme)
    for path in sorted([*(folder / "sample").rglob("*.html"), *(folder / "term").rglob("*.html")]):
        tab.open(path)
        tab.run("for (const d of document.querySelectorAll('details')) d.open = true")
        assert tab.run("document.documentElement.scrollWidth") <= width, path
        ground = tab.run("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 24, 27)"}[scheme]
    assert tab.problems == []


@pytest.mark.full
def test_all_is_there_without_script_and_in_print(tab: Browser, folder: Path) -> None:
    """Without script every row stands there; printed, folds are open and nothing sticks."""
    tab.look(1400)
    tab.script(runs=False)
    tab.open(folder / "nine/index.html")
    tab.script(runs=True)
    assert tab.run(f"{ROWS}.length") == 41
    assert tab.run("document.querySelectorAll('.find').length") == 0
    for path in sorted([*(folder / "sample").rglob("*.html"), *(folder / "term").rglob("*.html")]):
        tab.script(runs=False)
        tab.open(path)
        tab.script(runs=True)
        hidden = "[...document.querySelectorAll('main *')].filter(e => e.hidden || e.onclick)"
        assert tab.run(f"{hidden}.length") == 0, path
        useless = "document.querySelectorAll('main button, main input, main select').length"
        assert tab.run(useless) == 0, path
    tab.look(1400, media="print")
    tab.open(folder / "nine/index.html")
    assert tab.run("getComputedStyle(document.querySelector('.heat .stay')).position") == "static"
    assert tab.run("getComputedStyle(document.querySelector('.find')).display") == "none"
    tab.run("dispatchEvent(new Event('beforeprint'))")
    assert tab.run("[...document.querySelectorAll('details')].every(d => d.open)")
    tab.look()
