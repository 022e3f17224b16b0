"""The roster is read strictly: a wrong line is named, and nothing is done for half a class."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.github.roster import RosterEntry, is_repository, read_roster, with_repositories
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


FURTHER = [
    RosterEntry("ada", "class/ada", further={"name": "Lovelace, Ada", "section": "=1+1"}),
    RosterEntry("zoë", "class/zoe", further={"name": "", "section": ""}),
]


@pytest.mark.parametrize(
    ("separator", "quoted", "end", "encoding"),
    [
        (",", '"', "\n", "utf-8"),
        (";", "", "\n\n", "utf-8-sig"),
        ("\t", "", "\r\n", "utf-16"),
        (";", "", ";;\n", "utf-8"),
    ],
    ids=["commas", "semicolons and a mark", "tabs in UTF-16", "empty columns at the end"],
)
def test_further_columns_are_kept(
    tmp_path: Path, separator: str, quoted: str, end: str, encoding: str
) -> None:
    """Whatever separates the cells, as spreadsheets save them; no column is required but one."""
    name = f"{quoted}Lovelace, Ada{quoted}"
    rows = [
        ["Student", "Name", "REPOSITORY", "section"],
        ["ada", name, "class/ada", "=1+1"],
        ["zoë", "", "class/zoe", ""],
    ]
    text = "".join(separator.join(row) + end for row in rows)
    assert read(tmp_path, text.encode(encoding)) == FURTHER
    assert FURTHER[0].columns == {"name": "Lovelace, Ada", "section": "=1+1"}
    assert read(tmp_path, "student\nada\n") == [RosterEntry("ada")]


def test_the_file_of_github_classroom_is_read(tmp_path: Path) -> None:
    """Students are their accounts; who has not accepted yet is the identifier."""
    text = (
        '"identifier","github_username","github_id","name"\n"ada@uni.example","ada-l","1","Ada"\n'
    )
    ada, bea = read(tmp_path, text + '"bea@uni.example","","",""\n')
    assert (ada.name, bea.name) == ("ada-l", "bea@uni.example")
    assert ada.columns == {"identifier": "ada@uni.example", "github_id": "1", "name": "Ada"}
    [with_one] = with_repositories([ada], "my-class/basics-{student}")
    assert with_one == RosterEntry(
        "ada-l", "my-class/basics-ada-l", further=ada.further, account="ada-l"
    )
    assert (ada.account, bea.account) == ("ada-l", "")
    with pytest.raises(UsageError, match="names no repository for 'ada-l'; add the column"):
        with_repositories([ada], "")
    with pytest.raises(UsageError, match="is not a repository of one student"):
        with_repositories([ada], "my-class/basics")
    with pytest.raises(UsageError, match="is not a repository of one student"):
        with_repositories([bea], "my-class/basics-{student}")


def test_email_is_optional(tmp_path: Path) -> None:
    """Two columns are enough."""
    assert read(tmp_path, "student,repository\nada,class/ada\n") == [
        RosterEntry("ada", "class/ada")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; its first line names the columns"),
        ("student,repository\n", "names no student"),
        ("name;repository\nada;class/ada\n", "line 1: there is no column student"),
        ("name,repository\nada,class/ada\n", "but 'name', 'repository'; name the column"),
        ("sep=;\nstudent;repository\n", "line 1: there is no column student"),
        ("student,student,repository\n", "line 1: the columns are"),
        ("student,,repository\n", "line 1: the columns are 'student', '', 'repository'"),
        ("identifier,github_username\n,\n,,\n", "names no student"),
        ("identifier,github_username,name\n,,Ada\n", "line 2: '' cannot be the name"),
        ("student;section\nada;1\nbea;2;3\n", "line 3: 3 cells where the first line has 2."),
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
        (b"student,repository\nZo\xeb,c/a\n", "line 2: not UTF-8 text; save it as CSV in UTF-8"),
        ("student,section\nada,1\n".encode("utf-16-le"), "no column student"),
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
