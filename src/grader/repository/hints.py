"""Hints: sentences about work that lies where it is not graded, or that cannot run there.

They cost a look at some names and a few questions to git, never the submission: of what cannot be
found out they say so. Names are the student's, so they are shown escaped.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from grader.check.source import parse, slips
from grader.course.manifest import STUDENT_ROOT, Topic
from grader.errors import text_of
from grader.escape import plain
from grader.files import path_text, unix_lines
from grader.repository.store import GitRefused, Store
from grader.repository.tree import CommitTree, FolderTree, NotRead, Tree

MAX_HINTS = 8
SECONDS = 10.0
_LENGTH = 400
_BRANCHES = 4
# More references than any course has; sorting them by date would read a commit of each.
_MAX_PACKED_REFS = 1 << 20
# Where files are that somebody else wrote: the engine, packages, what `grader sync` keeps.
_FOREIGN = re.compile(r"(?:^|/)(?:src|site-packages|\.[^/]*)/")


def find(
    topics: Sequence[Topic],
    files: Mapping[str, bytes],
    problems: Mapping[str, str],
    tree: Tree,
    clone: Path | None,
) -> list[str]:
    """At most MAX_HINTS hints on a submission, the most telling first.

    `clone` is the folder of a repository that was read at HEAD; None is any other submission.
    """
    beside, groups = tree, {}
    if isinstance(tree, CommitTree):
        beside = commit = tree.sooner(SECONDS)
        if clone is not None:
            groups = {
                "whether all is committed": _uncommitted(files, problems, commit, clone),
                "whether another branch is newer": _branch(topics, commit),
            }
    groups["what lies beside the graded files"] = _places(topics, files, problems, beside)
    groups["what the files hold"] = slips(files)
    hints: list[str] = []
    for what, group in groups.items():
        try:
            hints += islice(group, MAX_HINTS)
        except Exception as e:  # a hint is no reason to lose a submission
            kind = "" if isinstance(e, GitRefused) else f"{type(e).__name__}: "
            hints.append(f"{what} could not be found out ({kind}{text_of(e, 200)}).")
    return [plain(hint, _LENGTH) for hint in hints[:MAX_HINTS]]


def elsewhere(tree: Tree, wanted: Iterable[str]) -> str:
    """Where the files lie of a submission that has none in place, and what to do; "" if nowhere."""
    paths = tree.search()
    inner = Counter(
        path[: -len(name) - 1] for path in paths for name in wanted if path.endswith(f"/{name}")
    )
    if inner:
        folder = inner.most_common(1)[0][0]
        if isinstance(tree, FolderTree):
            return f"they lie deeper, in {plain(folder, 200)}: name that folder."
        return f"they lie deeper, in {plain(folder, 200)}: move them to the top of the repository."
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == "HEAD" and f"{folder}/config" in paths:
            return f"a repository lies deeper, in {plain(folder, 200)}: name that folder."
    names = {name.rpartition("/")[2] for name in wanted if name.endswith(".py")}
    found = [path for path in paths if path.rpartition("/")[2] in names]
    return f"there is {plain(found[0], 200)}: move it to its place." if found else ""


def no_commit(store: Store) -> str:
    """Why HEAD is no commit, as a sentence. Raises GitRefused."""
    try:
        head = store.ask("symbolic-ref", "--quiet", "HEAD").decode(errors="replace").strip()
    except GitRefused:
        return "HEAD leads to no commit that git can read; clone the repository anew."
    # git says nothing of a branch whose file a full disk has left empty.
    if os.path.isfile(store.folder / head) or store.ask("for-each-ref", "--format=x", head):
        return f"the commit of {_branch_name(head)} cannot be read; clone the repository anew."
    others = store.ask("for-each-ref", "--count=3", "--format=%(refname)", "refs/heads")
    if names := [_branch_name(name) for name in others.decode(errors="replace").split()]:
        return (
            f"HEAD is at {_branch_name(head)}, which has no commit yet; others have: name one with "
            f"--commit ({', '.join(names)})."
        )
    return "the repository has no commit yet, so there is nothing to grade."


def _places(
    topics: Sequence[Topic], files: Mapping[str, bytes], problems: Mapping[str, str], tree: Tree
) -> Iterator[str]:
    """Work in other files than the declared ones."""
    yield from _moved(topics, problems, tree)
    folders = {f"{STUDENT_ROOT}/{topic.id}": topic for topic in topics}
    beside: dict[str, list[str]] = {}
    for path in tree.names([STUDENT_ROOT, *folders]):
        folder, _, name = path.rpartition("/")
        beside.setdefault(folder, []).append(name)
    shared = [name for name in beside.get(STUDENT_ROOT, []) if name.endswith(".py")]
    for folder, topic in folders.items():
        # What lies in the course's own folder is no work: checks, figures, the notebook.
        released = {path.name for path in topic.folder.iterdir()}
        own = [
            name
            for name in beside.get(folder, [])
            if name.endswith((".py", ".ipynb"))
            and name not in released
            and not name.startswith(("test_", "conftest.", "__"))
        ]
        helpers = list(_helpers(topic, files, [*own, *shared]))
        yield from helpers
        stubs = [file.name for file in topic.files if _untouched(topic, file.name, files) if own]
        if stubs and not helpers:
            yield (
                f"{folder} holds {_listing(own)}, which nobody grades, while {_listing(stubs)} "
                f"{'is' if len(stubs) == 1 else 'are'} as released; work counts in the files that "
                "the topic names."
            )


def _helpers(topic: Topic, files: Mapping[str, bytes], names: Sequence[str]) -> Iterator[str]:
    """Modules of the student's own that a solution file imports: grading takes none along."""
    modules = {name.removesuffix(".py"): name for name in names if name.endswith(".py")}
    modules = {
        module: name
        for module, name in modules.items()
        if module.isidentifier() and module not in sys.stdlib_module_names
    }
    for file in topic.files:
        path = topic.path_in_repository(file.name)
        text = files.get(path, b"").decode("utf-8")
        if not any(module in text for module in modules):
            continue
        tree = parse(text)
        imported = _imported(tree, topic) if tree else set()
        for module in sorted(modules.keys() & imported):
            yield (
                f"{path} imports {module}: {modules[module]} is in your folder, but grading takes "
                f"only the files that the topic names; move what you need into {file.name}."
            )


def _imported(tree: ast.Module, topic: Topic) -> set[str]:
    """The names of modules that may be the student's own."""
    found: set[str] = set()
    home = f"{STUDENT_ROOT}.{topic.id}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found.add(module)
            if module in ("", STUDENT_ROOT, home):
                found |= {f"{module}.{alias.name}".strip(".") for alias in node.names}
    for prefix in (home, STUDENT_ROOT):
        found = {name.removeprefix(f"{prefix}.") for name in found}
    return {name.partition(".")[0] for name in found}


def _untouched(topic: Topic, name: str, files: Mapping[str, bytes]) -> bool:
    content = files.get(topic.path_in_repository(name))
    stub = topic.folder / name
    return content is not None and unix_lines(content) == unix_lines(stub.read_bytes())


def _moved(topics: Sequence[Topic], problems: Mapping[str, str], tree: Tree) -> Iterator[str]:
    """Where missing files lie instead, a sentence a topic."""
    gone = {path for path, text in problems.items() if text.endswith("is missing")}
    places: dict[str, list[str]] = {}
    for path in tree.search() if gone else ():
        folder, _, name = path.rpartition("/")
        if not _FOREIGN.search(path):
            places.setdefault(name, []).append(folder)
    for topic in topics:
        home = f"{STUDENT_ROOT}/{topic.id}"
        names = [path.rpartition("/")[2] for path in topic.submitted if path in gone]
        others = {f"{STUDENT_ROOT}/{other.name}" for other in topic.folder.parent.iterdir()}
        found = Counter(
            folder for name in names for folder in places.get(name, ()) if folder not in others
        )
        if found:
            # Where two folders hold as many, the one that is called as the topic was.
            folder, count = max(
                found.items(), key=lambda item: (item[1], item[0].endswith(topic.id), item[0])
            )
            files = [name for name in names if folder in places.get(name, ())]
            yield (
                f"{home}: {_listing(files)} {'is' if count == 1 else 'are'} missing here and "
                f"{'lies' if count == 1 else 'lie'} in {folder or 'the top folder'}; move "
                f"{'it' if count == 1 else 'them'} back."
            )


def _uncommitted(
    files: Mapping[str, bytes], problems: Mapping[str, str], commit: CommitTree, clone: Path
) -> Iterator[str]:
    """Work in the working tree that the commit does not have."""
    limits = dict.fromkeys([*files, *problems], 1 << 20)
    here = {
        name: content
        for name, content in FolderTree(clone).read(limits)
        if not isinstance(content, NotRead)
    }
    changed = [n for n, text in here.items() if n in files and _differ(text, files[n])]
    changed += [n for n in here if problems.get(n, "").endswith("is missing")]
    if changed:
        yield (
            f"{_listing(changed)}: what is in the folder is not what was committed; graded is "
            f"commit {commit.sha[:12]}."
        )


def _differ(one: bytes, other: bytes) -> bool:
    # git may change line ends when it checks out.
    return unix_lines(one) != unix_lines(other)


def _branch(topics: Sequence[Topic], commit: CommitTree) -> Iterator[str]:
    """A branch with newer commits than HEAD, whose files are others."""
    packed = commit.store.folder / "packed-refs"
    if commit.committed is None or (packed.exists() and packed.stat().st_size > _MAX_PACKED_REFS):
        return
    listed = commit.store.ask(
        "for-each-ref",
        "--sort=-committerdate",
        f"--count={_BRANCHES}",
        "--format=%(committerdate:unix) %(objectname) %(refname)",
        "refs/heads",
        "refs/remotes",
    )
    wanted = [path for topic in topics for path in topic.submitted]
    for line in listed.decode(errors="replace").splitlines():
        date, sha, name = line.split(" ", 2)
        if sha == commit.sha or not date or int(date) < commit.committed.timestamp():
            continue
        # Within one second the dates say nothing: it must have a commit that HEAD has not.
        if not commit.store.ask("rev-list", "--max-count=1", sha, f"^{commit.sha}"):
            continue
        mine, theirs = commit.entries(wanted), CommitTree(commit.store, sha).entries(wanted)
        changed = [
            topic.id
            for topic in topics
            if any(mine.get(path) != theirs.get(path) for path in topic.submitted)
        ]
        if changed:
            yield (
                f"branch {_branch_name(name)} has newer commits, with other files for "
                f"{_listing(changed)}; graded is HEAD, which is at {_head(commit.store)}."
            )
            return


def _head(store: Store) -> str:
    """The branch that HEAD is at, in words."""
    try:
        return _branch_name(store.ask("symbolic-ref", "HEAD").decode(errors="replace").strip())
    except GitRefused:
        return "no branch"


def _branch_name(ref: str) -> str:
    """The name of a reference as people say it."""
    name = ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    return plain(path_text(name), 60)


def _listing(names: Sequence[str]) -> str:
    """Some names as a part of a sentence."""
    shown = [plain(path_text(name), 80) for name in names[:3]]
    if len(names) > 3:
        return f"{', '.join(shown)} and {len(names) - 3} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
