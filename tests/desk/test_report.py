"""The report of a term, and the server that shows it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desk.small import CONTENTS, Small, small

from classroom.desk.termreport import stamp, write_report
from classroom.grade.report import Report, read_history
from classroom.report.server import HOST, server

ROSTER = "student,name,section\nada,Ada,A\nbob,,B\ncy,,A\ndan,,B\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A term in which ada gets right what was wrong, bob's file never imports, cy does nothing."""
    root = tmp_path_factory.mktemp("report")
    term = small(root, {"ada": "wrong", "bob": "broken", "cy": "stub"})
    (root / "term/roster.csv").write_text(ROSTER)
    for number in range(4):
        if number:
            term.hand_in("bob", CONTENTS["broken"] + f"# {number}\n")
        if number == 2:
            term.hand_in("ada", "right")
        term.collect()
        term.grade()
    overrides = (
        "student,topic,task,points,comment,who,when\nbob,mini,double,2,talked,tom,2026-03-01\n"
    )
    (root / "term/overrides.csv").write_text(overrides)
    write_report(term.term, term.means().book, root / "term/report", ["mini"])
    return term


@pytest.fixture(scope="module")
def pages(made: Small) -> dict[str, str]:
    """Path -> page."""
    folder = made.root / "term/report"
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.html")}


def test_history_has_every_push(made: Small) -> None:
    """What each was worth, which one counts, and what failed push after push."""
    history = read_history(made.root / "term/report")
    assert history is not None
    ada, bob = history.students["ada"], history.students["bob"]
    states = [one.states for one in ada.attempts["mini"]]
    assert states == [{"double": "pass", "squares": "fail"}, {"double": "pass", "squares": "pass"}]
    assert [one.counts for one in ada.attempts["mini"]] == [False, True]
    assert [(one.earned, one.most) for one in ada.attempts["mini"]] == [(4, 10), (10, 10)]
    assert len({one.said["double"] for one in bob.attempts["mini"]}) == 1
    assert (ada.total, bob.total) == (100, 20)
    assert len(history.runs) == 4


def test_the_first_page_says_who_is_stuck_and_who_has_not_begun(pages: dict[str, str]) -> None:
    """By name, with the evidence; everybody on the roster is a row."""
    index = pages["index.html"]
    assert "the same failure on 4 pushes. mini.py does not import" in index
    for name in ("ada", "bob", "cy", "dan"):
        assert f'<th scope="row" class="stay"><a href="students/{name}.html">' in index
    assert "20.0 %" in index
    assert "open, and not begun" in index
    assert "dan" in index[index.index("Grading problems") : index.index("Gradebook")]


def test_a_students_page_has_the_line_and_the_reasons(pages: dict[str, str]) -> None:
    """The code of the commit that counts, the override, and each earlier value."""
    page = pages["students/bob.html"]
    assert "<mark>)</mark>" in page
    assert "2 by tom, 2026-03-01: talked" in page
    assert "How these points came about" in page
    assert page.count("<circle") == 4


def test_a_topics_page_has_tries(pages: dict[str, str]) -> None:
    """Ada needed two pushes for squares."""
    row = pages["topics/mini.html"].split("<code>squares</code>")[1].split("</tr>")[0]
    assert '<td class="num">2</td><td class="num">' in row
    assert "Regrades" in pages["topics/mini.html"]
    assert pages["regrades.html"].count("<h2") == 4


def test_the_pages_are_a_function_of_the_folder(made: Small, pages: dict[str, str]) -> None:
    """Written anew from what the report holds, they are the same but for the time."""
    folder = made.root / "term/report"
    Report(folder).show()
    again = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.html")}
    assert again.keys() == pages.keys()
    assert [n for n in pages if _without_time(again[n]) != _without_time(pages[n])] == []


def test_a_report_can_leave_its_pages_to_a_later_one(made: Small, tmp_path: Path) -> None:
    """All that they are a function of is there."""
    assert write_report(made.term, made.means().book, tmp_path, ["mini"], pages=False)
    assert not list(tmp_path.rglob("*.html"))
    Report(tmp_path).show()
    assert "ada" in (tmp_path / "index.html").read_text()


def _without_time(page: str) -> str:
    head, _, rest = page.partition("Generated ")
    return head + rest.partition(". For instructors")[2]


def test_addresses_say_where_and_nothing_else(pages: dict[str, str]) -> None:
    """No query, no token, no other machine: what stands in an address is logged by many."""
    found = [a for page in pages.values() for a in re.findall(r'(?:href|src)="([^"]*)"', page)]
    assert len(found) > 20
    assert [a for a in found if not re.fullmatch(r"[\w./-]*(#[\w.-]*)?", a)] == []


def test_the_stamp_changes_with_a_decision(made: Small) -> None:
    """So the server knows when pages have to be written anew."""
    book = made.means().book
    before = stamp(made.term, book)
    assert stamp(made.term, book) == before
    path = made.root / "term/overrides.csv"
    text = path.read_text()
    path.write_text(text + "cy,mini,,3,ill,tom,2026-03-02\n")
    assert stamp(made.term, book) != before
    path.write_text(text)


@pytest.fixture
def address(made: Small) -> Iterator[tuple[str, int]]:
    """A server of the report."""
    running = server(made.root / "term/report", 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield running.server_address[0], running.server_port  # type: ignore[misc]
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


def asked(address: tuple[str, int], path: str, host: str = "") -> tuple[int, str, bytes]:
    """Status, policy of caching, and content."""
    connection = http.client.HTTPConnection(*address)
    connection.request("GET", path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    found = answer.status, answer.headers.get("Cache-Control", ""), answer.read()
    connection.close()
    return found


def test_the_server_shows_the_report_to_this_machine(
    address: tuple[str, int], made: Small, tmp_path: Path
) -> None:
    """Pages and what they link to, on loopback, under our own name; nothing else on the disk."""
    assert address[0] == HOST
    status, caching, body = asked(address, "/")
    assert (status, caching) == (200, "no-store")
    assert b"Gradebook" in body
    assert asked(address, "/students/bob.html?x=1")[0] == 200
    assert asked(address, "/gradebook.csv")[0] == 200
    assert asked(address, "/", host=f"localhost:{address[1]}")[0] == 200
    assert asked(address, "/", host="evil.example")[0] == 403
    secret = made.root / "term/secret.html"
    secret.write_text("secret")
    (made.root / "term/report/link.html").symlink_to(secret)
    for path in ("/students/", "/../secret.html", "/%2e%2e/secret.html", "/link.html", "/nothing"):
        assert asked(address, path)[0] == 404, path


@pytest.mark.full
def test_the_command_keeps_the_pages_up_to_date(made: Small, tmp_path: Path) -> None:
    """It says where, writes the pages anew when a record changes, and ends with Ctrl-C."""
    folder = tmp_path / "report"
    shutil.copytree(made.root / "term/report", folder, ignore=shutil.ignore_patterns("link.html"))
    with subprocess.Popen(
        [Path(sys.executable).with_name("grader"), "serve", folder, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        port = int(running.stdout.readline().split("/")[2].rpartition(":")[2])
        assert asked((HOST, port), "/")[0] == 200
        path = next((folder / "records").iterdir())
        path.write_bytes(
            path.read_bytes().replace(b'"warnings": []', b'"warnings": ["new"]') + b" "
        )
        assert "written anew" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait() == 0
