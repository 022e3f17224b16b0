"""The pages in a browser: policy, keyboard, two widths, without script, in print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import CHROMIUM, Browser, browser
from tests.engine.render_samples import hostile, record, report_pages, sample_class, task, topic

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
            topic([task("f", "T-1", state, [], points=80, earned=points)], id=each)
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
    kinds = {
        "nine": report_pages(nine, columns=columns, ungraded=lost),
        "sample": report_pages(sample_class()),
        "hostile": report_pages(
            [hostile('"><img src=x onerror=alert(1)>'), hostile("<script>alert(1)</script>")]
        ),
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


@pytest.mark.parametrize("page", ["hostile/index.html", "hostile/students", "hostile/topics"])
def test_hostile_text_does_nothing(tab: Browser, folder: Path, page: str) -> None:
    """No dialogue, no request, no word from the policy: there is nothing that it had to refuse."""
    path = folder / page
    for each in sorted(path.iterdir()) if path.is_dir() else [path]:
        tab.look()
        tab.open(each)
        assert tab.run("document.querySelectorAll('img, script').length") == 1
        assert tab.run("performance.getEntriesByType('resource').length") == 0
    assert tab.problems == []


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_no_page_is_wider_than_the_window(
    tab: Browser, folder: Path, width: int, scheme: str
) -> None:
    """What is wide scrolls in a place of its own, in both schemes; nothing goes wrong."""
    tab.look(width, scheme)
    for path in sorted((folder / "sample").rglob("*.html")):
        tab.open(path)
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
    tab.look(1400, media="print")
    tab.open(folder / "nine/index.html")
    assert tab.run("getComputedStyle(document.querySelector('.heat .stay')).position") == "static"
    assert tab.run("getComputedStyle(document.querySelector('.find')).display") == "none"
    tab.run("dispatchEvent(new Event('beforeprint'))")
    assert tab.run("[...document.querySelectorAll('details')].every(d => d.open)")
    tab.look()
