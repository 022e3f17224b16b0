"""Wrong files of a term: each is one clear line with file and line, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.desk.terms import fake_course, read

from grader.errors import EXIT_USAGE, UsageError

COURSE = {"micrograd": {"Value": 10, "backward": 8}, "makemore1": {"counts": 5}}
TERM = """name = "Spring"
timezone = "Europe/Berlin"
grace = "10 min"
late = { per_day = "10%", at_most = "3 days" }

[topics.micrograd]
opens = 2027-03-01
due = 2027-03-14

[topics.makemore1]
due = 2027-03-28T18:00:00
weight = 2
"""
ROSTER = "student,name,repository\nada,Ada L,class/ada\nbob,Bob,class/bob\n"
EXTENSIONS = "student,topic,until,reason\nada,micrograd,2027-03-17,ill\n"
OVERRIDES = (
    "student,topic,task,points,comment,who,when\nada,micrograd,Value,8,seen,tom,2027-03-20\n"
)
RIGHT = {
    "term.toml": TERM,
    "roster.csv": ROSTER,
    "extensions.csv": EXTENSIONS,
    "overrides.csv": OVERRIDES,
}
T, R, E, V = RIGHT

# The file, what stands in it, what is put there instead, the line that is named, and what is said.
WRONG: list[tuple[str, str, str, int, str]] = [
    (T, 'name = "Spring"', "name = Spring", 1, 'name = Spring cannot be read; write name = "Spr'),
    (T, 'name = "Spring"', "name = 7", 1, "name = 7 is no text of one line; write name ="),
    (T, 'name = "Spring"', 'nmae = "Spring"', 1, "nothing is called nmae; did you mean name?"),
    (T, 'name = "Spring"', "terms = 1", 1, "nothing is called terms; "),
    (T, '"Europe/Berlin"', '"Berlin"', 2, 'timezone = "Berlin" is no time zone; write its IANA'),
    (T, '"Europe/Berlin"', "Europe/Berlin", 2, 'cannot be read; write timezone = "Europe/Berlin"'),
    (T, '"10 min"', "10", 3, 'grace = 10 is no time; write grace = "10 min", with s, min, h or'),
    (T, '"10 min"', '"ten minutes"', 3, 'grace = "ten minutes" is no time; write grace = "10 min"'),
    (T, '"10 min"', "10 min", 3, 'grace = 10 min cannot be read; write grace = "10 min".'),
    (T, '"10 min"', '"8 days"', 3, "a grace of more than 7 days; move the due date."),
    (
        T,
        '{ per_day = "10%", at_most = "3 days" }',
        '"accept"',
        4,
        'late = "accept" is no late poli',
    ),
    (T, '{ per_day = "10%", at_most = "3 days" }', "true", 4, "late = true is no late policy; wr"),
    (T, 'per_day = "10%"', 'per_day = "10"', 4, 'per_day = "10" is no share of the points; write'),
    (T, 'per_day = "10%"', "per_day = 0.1", 4, "per_day = 0.1 is no share of the points; write p"),
    (T, 'per_day = "10%"', 'per_day = "0%"', 4, 'per_day = "0%" is no share of the points; write'),
    (T, 'per_day = "10%"', 'per_day = "101%"', 4, 'per_day = "101%" is no share of the points'),
    (T, 'at_most = "3 days"', "at_most = 3", 4, "at_most = 3 is no number of days; write at_most"),
    (T, 'at_most = "3 days"', 'at_most = "0 days"', 4, 'at_most = "0 days" is no number of days'),
    (T, 'at_most = "3 days"', "days = 4", 4, "late has per_day and days, which are two policies"),
    (T, 'at_most = "3 days"', 'most = "3 days"', 4, "nothing is called most; did you mean at_mos"),
    (T, 'per_day = "10%", at_most = "3 days"', "days = 0", 4, "days = 0 is no number of days; wri"),
    (T, 'per_day = "10%", at_most = "3 days"', 'days = 4, spend = "best"', 4, 'spend = "best" is '),
    (T, "[topics.micrograd]", "[topics.mikrograd]", 6, "the course has no topic 'mikrograd'; it h"),
    (T, "[topics.micrograd]", "[topic.micrograd]", 6, "nothing is called topic; did you mean topi"),
    (T, "[topics.micrograd]", "[topics.makemore1]", 10, "this is no TOML (Cannot declare"),
    (T, "[topics.micrograd]", "[topics.micrograd", 6, "this is no TOML ("),
    (
        T,
        "opens = 2027-03-01",
        "opens = 2027-03-15",
        8,
        "micrograd is due before it opens; move one",
    ),
    (T, "opens = 2027-03-01", "begins = 2027-03-01", 7, "nothing is called begins; "),
    (
        T,
        "opens = 2027-03-01",
        'opens = "2027-03-01"',
        7,
        "is text; without the quotes it is a date",
    ),
    (T, "due = 2027-03-14", "", 6, "micrograd has no due date; write due = 2027-03-14 below it."),
    (T, "due = 2027-03-14", "due = 2027-02-30", 8, "due = 2027-02-30 cannot be read; write due ="),
    (T, "due = 2027-03-14", "due = 14.3.2027", 8, "due = 14.3.2027 cannot be read; write due = 20"),
    (T, "due = 2027-03-14", "due = 23:59:00", 8, "due = 23:59:00 is a time without a day; write"),
    (T, "due = 2027-03-14", "due = 20270314", 8, "due = 20270314 is no date; write due ="),
    (T, "due = 2027-03-14", "due = 1927-03-14", 8, "due is in the year 1927; write the year in"),
    (T, "due = 2027-03-28T18", "due = 2027-03-28T02", 11, "does not exist in Europe/Berlin, where"),
    (
        T,
        "due = 2027-03-28T18",
        "due = 2027-10-31T02",
        11,
        "comes twice in Europe/Berlin, where clo",
    ),
    (T, "weight = 2", "weight = -1", 12, "weight = -1 is no weight of 0 or more; write weight = 2"),
    (T, "weight = 2", 'weight = "2"', 12, 'weight = "2" is no weight of 0 or more; write weight ='),
    (T, "weight = 2", 'questions = "no"', 12, 'questions = "no" is no true or false; write'),
    (T, "weight = 2", "late = { days = 4 }", 12, "a budget of days is the whole term's; write it"),
    (T, "weight = 2", "reveal = 2027-03-20", 12, "would be shown while work still counts, until"),
    (
        T,
        'grace = "10 min"',
        'gradebook = "book.db"',
        3,
        'gradebook = "book.db" is no address; write',
    ),
    (T, 'grace = "10 min"', 'gradebook = "postgresql://a:b@h/d"', 3, "a password does not belong"),
    (
        T,
        'grace = "10 min"',
        'repository = "class/ada"',
        3,
        "is no repository of each student; write",
    ),
    (R, "student,name", "who,name", 1, "there is no column student"),
    (R, "bob,Bob,class/bob", "ada,Bob,class/bob", 3, "'ada' stands in line 2 already."),
    (R, "bob,Bob,class/bob", "bob,Bob,class/ada", 3, "'class/ada' stands in line 2 already."),
    (R, "bob,Bob,class/bob", "bob,Bob,a b", 3, "'a b' is not a repository; write owner/name."),
    (R, "bob,Bob,class/bob", "../bob,Bob,class/bob", 3, "cannot be the name of a student's folder"),
    (R, "bob,Bob,class/bob", "bob", 3, "1 cells where the first line has 3."),
    (R, "bob,Bob", 'bob,"Bob', 3, "not CSV (unexpected end of data); save it as CSV in UTF-8."),
    (
        E,
        "until,reason",
        "to,reason",
        1,
        "there is no column until; the first line is student,topic",
    ),
    (E, "ada,", "zoe,", 2, "'zoe' is not on the roster; write the name as it stands there."),
    (E, "micrograd", "makemore9", 2, "the term has no topic 'makemore9'; it has micrograd, makemo"),
    (E, "2027-03-17", "next week", 2, "until = next week is no date; write until = 2026-11-01T"),
    (E, "2027-03-17", "17.03.2027", 2, "until = 17.03.2027 is no date; write until = 2026-11-01T"),
    (E, "2027-03-17", "", 2, "until = (empty) is no date; write until = 2026-11-01T23:59:00"),
    (E, "2027-03-17", "2027-02-30", 2, "until = 2027-02-30 is no date; write until = 2026-11-01T"),
    (E, "2027-03-17", "2027-03-14", 2, "until = 2027-03-14 is not after micrograd is due (2027-03"),
    (E, "2027-03-17", "2027-03-28T02:30", 2, "does not exist in Europe/Berlin, where clocks go f"),
    (
        E,
        "ill\n",
        "ill\nada,micrograd,2027-03-19,\n",
        3,
        "has an extension of micrograd in line 2 alre",
    ),
    (V, "task,", "", 1, "there is no column task; the first line is student,topic,task,points"),
    (V, "student,", "student,who,", 1, "a column stands there twice; the first line is student,"),
    (V, "ada,", "Ada,", 2, "'Ada' is not on the roster; write the name as it stands there."),
    (V, "Value", "value", 2, "micrograd has no task 'value'; it has Value, backward."),
    (
        V,
        ",8,",
        ",11,",
        2,
        "11 points are more than micrograd Value can have (10); write at most that.",
    ),
    (V, ",8,", ",-1,", 2, "points = -1 is no number of points; write 7.5, with a point."),
    (V, ",8,", ',"7,5",', 2, "points = 7,5 is no number of points; write 7.5, with a point."),
    (V, ",8,", ",,", 2, "points = (empty) is no number of points; write 7.5, with a point."),
    (V, "tom", "", 2, "nobody stands under who; write who has decided it."),
    (V, "2027-03-20", "yesterday", 2, "when = yesterday is no date; write it as 2027-03-20."),
    (
        V,
        "20\n",
        "20\nada,micrograd,Value,9,,tom,2027-03-20\n",
        3,
        "override of micrograd Value in l",
    ),
    (
        V,
        "20\n",
        "20\nada,micrograd,,9,,tom,2027-03-20\n",
        3,
        "override of all of micrograd and one ",
    ),
    (V, "Value,8,seen,tom,2027-03-20", "Value,8,seen", 2, "5 cells where the first line has 7."),
]


def written(folder: Path, changed: dict[str, bytes]) -> Path:
    """A term whose files are right but those that are `changed`."""
    for name, text in RIGHT.items():
        (folder / name).write_bytes(changed.get(name, text.encode()))
    return folder


def complaint(folder: Path) -> str:
    """What is said of the term in `folder`."""
    with pytest.raises(UsageError) as refused:
        read(folder, fake_course(COURSE))
    assert refused.value.exit_code == EXIT_USAGE
    text = str(refused.value)
    assert "\n" not in text
    assert len(text) < 400 + len(str(folder))
    return text


def test_the_right_files_are_read(tmp_path: Path) -> None:
    """What every case below changes one thing of."""
    term = read(written(tmp_path, {}), fake_course(COURSE))
    assert list(term.students) == ["ada", "bob"]
    assert list(term.extensions) == [("ada", "micrograd")]
    assert [list(tasks) for tasks in term.overrides.values()] == [["Value"]]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "said"), WRONG, ids=[f"{w[0]}-{i}" for i, w in enumerate(WRONG)]
)
def test_a_wrong_line_is_named(
    tmp_path: Path, file: str, old: str, new: str, line: int, said: str
) -> None:
    """The file, the number of the line, what is wrong, and what to write."""
    assert RIGHT[file].count(old) >= 1
    text = complaint(written(tmp_path, {file: RIGHT[file].replace(old, new, 1).encode()}))
    assert text.startswith(
        (f"{tmp_path / file}, line {line}: ", f"{tmp_path / file} line {line}: ")
    )
    assert said in text


def test_there_are_sixty_of_them() -> None:
    """And each is another one."""
    assert len({(w[0], w[1], w[2]) for w in WRONG}) == len(WRONG) >= 60


@pytest.mark.parametrize("name", RIGHT)
def test_a_file_that_is_no_text(tmp_path: Path, name: str) -> None:
    """Latin-1 is refused with the line: a name that is read wrongly is another student's."""
    content = RIGHT[name].replace("\n", "\nZo\u00eb", 1).encode("latin-1")
    text = complaint(written(tmp_path, {name: content}))
    assert str(tmp_path / name) in text
    assert "line 2" in text
    assert "UTF-8" in text


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """term.toml and the roster have to be; extensions and overrides need not."""
    folder = written(tmp_path, {})
    for name in (E, V):
        (folder / name).unlink()
    assert read(folder, fake_course(COURSE)).extensions == {}
    for name in (R, T):
        (folder / name).unlink()
        assert f"{folder / name}: No such file" in complaint(folder)


def test_hostile_text_in_a_file_is_shown_harmlessly(tmp_path: Path) -> None:
    """A name may come from a student, so its control characters do not reach the terminal."""
    evil = "\x1b]0;title\x07::error::<script>"
    for name, old in ((T, "micrograd"), (E, "ada"), (V, "Value"), (R, "ada")):
        text = complaint(written(tmp_path, {name: RIGHT[name].replace(old, evil).encode()}))
        assert "\x1b" not in text
        assert "\x07" not in text
