"""The gradebook: what was finished is never lost, and nothing counts twice."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from classroom.desk import gradebook, schema
from classroom.desk.gradebook import Gradebook, Judged
from classroom.desk.schema import ResultRow, StudentRow, SubmissionRow
from grader.errors import EXIT_USAGE, UsageError
from grader.record import Engine, Record, Submission, TaskResult, Timing, TopicResult

AT = datetime(2027, 3, 1, tzinfo=UTC)
MIGRATIONS = Path(gradebook.__file__).parent / "migrations"


def judged(earned: float, student: str = "ada") -> Judged:
    """A result of one task."""
    task = TaskResult(
        id="a", ref="X-E1", title="a", file="a.py", points=10, state="partial", earned=earned
    )
    topic = TopicResult(id="t", title="t", solution_hash="", tasks=[task])
    record = Record(
        course="c",
        course_version="1",
        submission=Submission(student=student),
        topics=[topic],
        engine=Engine(version="1", python="3", torch="", cpu_capability="", isolation="file"),
        timing=Timing(),
    )
    return Judged(record)


def with_students(book: Gradebook, count: int) -> list[int]:
    """A submission for each of `count` students; their numbers."""
    numbers = []
    with book.writing() as session:
        for n in range(count):
            student = StudentRow(name=f"s{n:03}")
            session.add(student)
            session.flush()
            submission = SubmissionRow(
                student_id=student.id,
                topic="t",
                commit=f"{n:040x}",
                tree="1" * 40,
                pushed_at=AT + timedelta(seconds=n),
                known="server",
            )
            session.add(submission)
            session.flush()
            numbers.append(submission.id)
    return numbers


def begin(book: Gradebook, kind: str = "grade", digest: str = "d") -> int:
    """A run of the topic."""
    return book.begin(kind, {"t": digest}, engine="1", machine="m", by="tom")


def earned(book: Gradebook, with_run: int | None = None) -> list[float | None]:
    """What counts, student by student."""
    work = book.work(with_run)
    marks = [work[name]["t"][0].marks for name in sorted(work)]
    return [float(m.tasks["a"].earned) if m and not m.problem else None for m in marks]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own, which only a socket in its folder reaches."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("not run: this machine has no PostgreSQL in /usr/lib/postgresql")
    if os.getuid() and not os.access("/tmp", os.W_OK):
        pytest.skip("not run: there is no folder for a PostgreSQL of our own")
    folder = Path(tempfile.mkdtemp(prefix="grader-pg-"))
    user: str | None = None
    if os.getuid() == 0:
        # initdb refuses root; every system has this user.
        user = "nobody"
        shutil.chown(folder, user)

    def run(program: str, *arguments: str | Path) -> None:
        command = [programs[-1].parent / program, "-D", folder / "data", *arguments]
        with open(os.devnull, "wb") as nothing:
            subprocess.run(
                command, check=True, user=user, cwd=folder, stdout=nothing, stderr=nothing
            )

    try:
        run("initdb", "-U", "grader", "--auth=trust", "--no-sync", "--encoding=UTF8")
        options = f"-h '' -k {folder} -c fsync=off"
        run("pg_ctl", "-w", "-o", options, "-l", folder / "log", "start")
        yield f"postgresql://grader@/postgres?host={quote(str(folder))}"
        run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'book.db'}"
        return
    address: str = request.getfixturevalue("postgres")
    yield address
    book = Gradebook(address)
    with book.writing() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    book.close()


@contextmanager
def opened(url: str) -> Iterator[Gradebook]:
    """The book, closed at the end."""
    book = Gradebook(url)
    try:
        yield book
    finally:
        book.close()


def test_what_counts_is_the_run_that_was_accepted_last(url: str) -> None:
    """A first grading counts as it comes, a regrade once it is accepted, and no more if dropped."""
    with opened(url) as book:
        one, two = with_students(book, 2)
        first = begin(book)
        assert book.put(first, "d", [one], judged(4)) == 1
        assert earned(book) == [4, None]
        assert book.put(first, "d", [two], judged(5)) == 1
        again = begin(book, "regrade", "e")
        book.put(again, "e", [one], judged(6))
        assert earned(book) == [4, 5]
        assert earned(book, again) == [6, 5]
        book.decide(again, True, "tom")
        assert earned(book) == [6, 5]
        book.decide(again, False, "tom")
        assert earned(book) == [4, 5]


def test_a_result_is_put_once(url: str) -> None:
    """Again by the same run, or by another one of the same checks at the same time: it is there."""
    with opened(url) as book:
        [one] = with_students(book, 1)
        first, second = begin(book), begin(book)
        assert [book.put(run, "d", [one], judged(4)) for run in (first, first, second)] == [1, 0, 0]
        with book.reading() as session:
            assert len(session.scalars(select(ResultRow)).all()) == 1


def test_what_could_not_be_graded_is_replaced(url: str) -> None:
    """By the next run that can, and by the same one that goes on; never the other way round."""
    with opened(url) as book:
        [one] = with_students(book, 1)
        run = begin(book)
        assert book.put(run, "d", [one], Judged(None, "no memory")) == 1
        assert earned(book) == [None]
        assert book.put(run, "d", [one], judged(4)) == 1
        assert book.put(run, "d", [one], Judged(None, "no memory")) == 0
        assert earned(book) == [4]


def test_a_record_comes_back_as_it_was(url: str) -> None:
    """The record of what counts, whole."""
    with opened(url) as book:
        [one] = with_students(book, 1)
        run = begin(book)
        found = judged(2.5, student="Zoë \N{SNOWMAN} <b>")
        book.put(run, "d", [one], found)
        [record] = book.records([one]).values()
        assert record.submission.student == "Zoë \N{SNOWMAN} <b>"
        assert record.earned == 2.5
        assert book.work()["s000"]["t"][0].at == AT


WRITER = """
import sys
from tests.desk.test_gradebook import begin, judged
from classroom.desk.gradebook import Gradebook
book = Gradebook(sys.argv[1])
run = begin(book)
print("ready", flush=True)
sys.stdin.readline()
for number in map(int, sys.argv[2].split(",")):
    book.put(run, "d", [number], judged(3))
"""


def test_two_programs_on_one_book_lose_nothing(url: str, root: Path) -> None:
    """They write at once, a part of it the same: every result is there, and once."""
    with opened(url) as book:
        numbers = with_students(book, 90)
        shares = numbers[:60], numbers[30:]
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, url, ",".join(map(str, share))],
                cwd=root,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for share in shares
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write("go\n")
            writer.stdin.flush()
        for writer in writers:
            _, said = writer.communicate()
            assert writer.returncode == 0, said
        assert earned(book) == [3] * 90
        with book.reading() as session:
            rows = session.scalars(select(ResultRow.submission_id)).all()
        if url.startswith("sqlite"):
            assert sorted(rows) == numbers
        assert set(rows) == set(numbers)


def test_two_programs_make_one_book(tmp_path: Path, root: Path) -> None:
    """Both find no database and want to make it: one does, and both can use it."""
    url = f"sqlite:///{tmp_path / 'book.db'}"
    code = "import sys; from classroom.desk.gradebook import Gradebook; Gradebook(sys.argv[1])"
    command = [sys.executable, "-c", code, url]
    both = [subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) for _ in range(2)]
    assert [(p.communicate()[1], p.returncode) for p in both] == [(b"", 0)] * 2


# Migrations


def test_migrations_lead_to_the_tables_of_this_version(url: str) -> None:
    """A book that was made by migrations alone has what schema.py says."""
    with opened(url) as book, book.reading() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, schema.Base.metadata) == []


def test_a_book_of_each_earlier_version_is_brought_up(tmp_path: Path) -> None:
    """From the first version on; what stands in it stays."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert scripts[0].revision == schema.HEAD
    assert scripts[-1].down_revision is None
    for script in scripts:
        path = tmp_path / f"{script.revision}.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript((BOOKS / f"book_{script.revision}.sql").read_text())
        with opened(f"sqlite:///{path}") as book:
            assert earned(book) == [4]
            with book.reading() as session:
                found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
            assert found == schema.HEAD


# For each version a book that was written by it, with one result of 4 points.
BOOKS = Path(__file__).parent


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    """In words, and nothing is changed."""
    path = tmp_path / "book.db"
    with opened(f"sqlite:///{path}") as book, book.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = path.read_bytes()
    with pytest.raises(UsageError) as refused:
        Gradebook(f"sqlite:///{path}")
    assert "later version" in str(refused.value)
    assert "9999" in str(refused.value)
    assert refused.value.exit_code == EXIT_USAGE
    assert path.read_bytes() == before


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    """One that has a table of the same name, and no version of ours."""
    url = f"sqlite:///{tmp_path / 'other.db'}"
    with opened(url) as book, book.writing() as session:
        session.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(UsageError, match="a database of something else"):
        Gradebook(url)


@pytest.mark.parametrize("content", [b"", b"not a database, whatever its name says" * 100])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    """An empty file becomes a book; any other is a line."""
    path = tmp_path / "book.db"
    path.write_bytes(content)
    if not content:
        Gradebook(f"sqlite:///{path}").close()
        return
    with pytest.raises(UsageError, match=r"cannot be used .*not a database"):
        Gradebook(f"sqlite:///{path}")


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    """So that readers and a writer do not wait for each other."""
    with opened(f"sqlite:///{tmp_path / 'book.db'}") as book, book.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert set(inspect(session.connection()).get_table_names()) > {"result", "decision"}


def test_the_picture_shows_the_tables_as_they_are(root: Path) -> None:
    """docs/figures/gradebook.svg has each table and column, drawn by the script beside it."""
    drawn = re.findall(
        r"<text[^>]*>([^<]+)</text>", (root / "docs/figures/gradebook.svg").read_text()
    )
    expected = []
    for name, table in schema.Base.metadata.tables.items():
        expected += [name, *(column.name for column in table.columns)]
    assert sorted(drawn) == sorted(expected)
