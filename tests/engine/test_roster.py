"""The roster is read strictly: a wrong line is named, and nothing is done for half a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.github.roster import RosterEntry, is_repository, read_roster
from grader.errors import UsageError


def read(folder: Path, text: str | bytes) -> list[RosterEntry]:
    """The roster in a file with this content."""
    path = folder / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


@pytest.mark.parametrize(
    "text",
    [
        "student,repository,email\nada,class/n-ada,ada@x.example\nZoë Å,class/zoe,\n",
        "\ufeffStudent,Repository,Email\r\nada,class/n-ada,ada@x.example\r\nZoë Å,class/zoe,",
        'email,student,repository\nada@x.example,ada,class/n-ada\n\n,"Zoë Å", class/zoe \n,,\n',
    ],
)
def test_reads(tmp_path: Path, text: str) -> None:
    """Columns in any order, a byte order mark, Windows' line ends, quotes and empty lines."""
    assert read(tmp_path, text) == [
        RosterEntry("ada", "class/n-ada", "ada@x.example"),
        RosterEntry("Zoë Å", "class/zoe"),
    ]


def test_email_is_optional(tmp_path: Path) -> None:
    """Two columns are enough."""
    assert read(tmp_path, "student,repository\nada,class/ada\n") == [
        RosterEntry("ada", "class/ada")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no student"),
        ("student,repository\n", "names no student"),
        ("student;repository\nada;class/ada\n", "line 1: the columns are 'student;repository'"),
        ("name,repository\nada,class/ada\n", "line 1: the columns are 'name', 'repository'"),
        ("student,email\nada,a@x\n", "line 1: there is no column repository."),
        ("student,student,repository\n", "line 1: the columns are"),
        ("student,repository\nada\n", "line 2: 1 cells where the first line has 2."),
        ("student,repository\nada,class/ada,x\n", "line 2: 3 cells"),
        ("student,repository\n,class/ada\n", "line 2: '' cannot be the name"),
        ("student,repository\na,c/a\n../b,c/b\n", "line 3: '../b' cannot be the name"),
        ("student,repository\n.git,c/a\n", "line 2: '.git' cannot be the name"),
        ("student,repository\n-rf,c/a\n", "line 2: '-rf' cannot be the name"),
        ("student,repository\na\x1b[2Jb,c/a\n", r"line 2: 'a\x1b[2Jb' cannot be the name"),
        ('student,repository\n"a\nb",c/a\n', r"line 3: 'a\nb' cannot be the name"),
        (f"student,repository\n{'a' * 101},c/a\n", "cannot be the name"),
        ("student,repository\nada,neural\n", "line 2: 'neural' is not a repository"),
        ("student,repository\nada,https://github.com/c/a\n", "is not a repository"),
        ("student,repository\nada,c/..\n", "line 2: 'c/..' is not a repository"),
        ("student,repository\nada,c/a?x=y\n", "is not a repository"),
        ("student,repository\na,c/a\nA,c/b\n", "line 3: 'a' stands in line 2 already."),
        ("student,repository\na,c/a\nb,C/A\n", "line 3: 'c/a' stands in line 2 already."),
        ("student,repository,email\na,c/a,x\n", "line 2: 'x' is not an email address."),
        ('student,repository\n"a"b,c/a\n', "line 2: not CSV"),
        ('student,repository\n"a,c/a\n', "not CSV"),
        (b"student,repository\nZo\xeb,c/a\n", "line 2: not UTF-8 text"),
        (b"student,repository\n" + b"x" * (1 << 20), "is larger than 1 MB"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    """One printable line: which one is wrong, and why."""
    with pytest.raises(UsageError) as e:
        read(tmp_path, text)
    assert said in str(e.value)
    assert str(e.value).isprintable()
    assert len(str(e.value)) < 500


def test_no_file(tmp_path: Path) -> None:
    """A roster that is not there is wrong use."""
    with pytest.raises(UsageError, match="cannot read the roster"):
        read_roster(tmp_path / "absent.csv")


def test_repository_names() -> None:
    """What may stand in a URL."""
    assert all(map(is_repository, ["a/b", "A-1/x.y_z-", "emu_corp/.github"]))
    wrong = ["a", "a/", "/b", "-a/b", "a/b/c", "a b/c", "a/b\n", "a/ä", "../a", "a/.", "a/%2e"]
    assert not [name for name in wrong if is_repository(name)]
