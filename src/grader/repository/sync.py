"""Take a new release into a student's repository, without touching what the student has written.

Three states of a file decide: as it was released, as it is here, as it is released now. What is
planned is known before anything is written; release.json is written last, so an interrupted run is
done again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from grader.course.experiments import REPORT
from grader.course.manifest import load_course
from grader.course.questions import ANSWERS, EXPLANATIONS
from grader.errors import CourseError, UsageError
from grader.experiments.report import headers
from grader.files import write_whole
from grader.quiz.sheets import missing_answers, missing_explanations
from grader.repository import git, manifest
from grader.repository.git import GitError
from grader.repository.manifest import Release, digest, digests

KEPT = ".grader/replaced"
STUBS = ".grader/stubs"
# Somebody who has removed these has decided so.
_OPTIONAL = (".github/", ".devcontainer/")
_INSTALLED = ("pyproject.toml", "constraints.txt")


@dataclass
class SyncPlan:
    """What a sync does; all are paths in the repository but `notices`, which is for the student.

    `write` comes from the release, `remove` is no longer part of it, `kept` is copied to
    .grader/replaced first, `left` differs from the release and stays, `stubs` are solution files
    whose stub has changed, be it by a docstring alone.
    """

    write: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    stubs: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def install(self) -> bool:
        """Whether the environment has to be installed again."""
        return any(path in _INSTALLED for path in self.write)


@dataclass(frozen=True)
class Synced:
    """What was done, and with which release."""

    plan: SyncPlan
    release: Release
    source: str


def sync(root: Path, source: str = "", *, stubs: bool = False) -> Synced:
    """Bring the student repository at `root` to the release at `source`, a git URL or a folder.

    Without `source`, the one that release.json names. With `stubs`, solution files that are still
    as released are renewed too. Raises UsageError where there is nothing to sync with.
    """
    old = manifest.read(root)
    if old is None:
        raise UsageError(
            f"{root} has no {manifest.FILE}; run this in a repository made from the template."
        )
    source = source or old.source
    if not source:
        raise UsageError(
            "this release does not say where the next one is; ask your instructor for the address, "
            "and give it with --from: grader sync --from ADDRESS"
        )
    with fetched(source) as folder:
        new = _read_new(folder, source, old)
        plan = make_plan(root, folder, old, new, renew=stubs)
        plan.notices += changed_tasks(root, folder)
        if folders := [path for path in plan.write if (root / path).is_dir()]:
            raise UsageError(
                f"{folders[0]} is a folder here, a file in the release; move it and run it again."
            )
        _carry_out(plan, root, folder)
        for name, content in _sheets(root, folder):
            plan.notices.append(f"{name}: {content}")
        if not new.source:
            new = msgspec.structs.replace(new, source=old.source)
        _write(root / manifest.FILE, manifest.encode(new))
    return Synced(plan, new, source)


def make_plan(
    root: Path, folder: Path, old: Release, new: Release, *, renew: bool = False
) -> SyncPlan:
    """What has to be done at `root`, released as `old`, to have the release `new` in `folder`."""
    plan = SyncPlan()
    for path, released in new.files.items():
        here = _digest(root / path)
        if old.keeps(path) or new.keeps(path):
            _plan_own(plan, path, here, old, new, renew)
        elif here is None:
            if path not in old.files or not path.startswith(_OPTIONAL):
                plan.write.append(path)
        elif here == released:
            continue
        elif here == old.files.get(path):
            plan.write.append(path)
        elif old.files.get(path) == released:
            plan.left.append(path)
        else:
            plan.kept.append(path)
            plan.write.append(path)
    for path, released in old.files.items():
        here = _digest(root / path)
        if path in new.files or here is None or old.keeps(path):
            continue
        plan.remove.append(path)
        if here != released:
            plan.kept.append(path)
    for path in new.stubs:
        if path not in plan.write and (root / path).is_file():
            notices = _changed_stubs(root, path, old, new)
            plan.notices += notices
            if notices or new.files[path] not in (old.files.get(path), _digest(root / path)):
                plan.stubs.append(path)
    return plan


def _plan_own(
    plan: SyncPlan, path: str, here: str | None, old: Release, new: Release, renew: bool
) -> None:
    """A student's file is written where it is missing, or as it was released and may be renewed."""
    untouched = here == old.files.get(path) and here != new.files[path]
    if here is None or (renew and untouched):
        plan.write.append(path)


def _changed_stubs(root: Path, path: str, old: Release, new: Release) -> list[str]:
    """What has changed in the stubs of a solution file, by name."""
    before, now = old.stubs.get(path, {}), new.stubs[path]
    mine = manifest.signatures((root / path).read_text("utf-8", errors="replace"))
    notices = []
    for name, signature in now.items():
        if name not in before:
            if name not in mine:
                notices.append(f"{path}: {signature} is new")
        elif before[name] != signature and mine.get(name) != signature:
            notices.append(f"{path}: {before[name]} is now {signature}")
    gone = [name for name in before if name not in now and name in mine]
    return notices + [f"{path}: {name} is no longer asked for" for name in gone]


def changed_tasks(root: Path, folder: Path) -> Iterator[str]:
    """What the release in `folder` adds to the tasks at `root`, drops, or gives other points."""
    try:
        before = load_course(root).topics
    except CourseError:
        return  # a manifest that cannot be read is about to be replaced
    for topic in load_course(folder).topics.values():
        if topic.id not in before:
            continue
        was, now = before[topic.id].scored, topic.scored
        for words, found in (
            ("new tasks", [f"{t.ref} {t.id}" for t in now.values() if t.id not in was]),
            ("no longer asked for", [f"{t.ref} {t.id}" for t in was.values() if t.id not in now]),
            (
                "other points",
                [
                    f"{t.ref} {t.id} {t.points}, not {was[t.id].points}"
                    for t in now.values()
                    if t.id in was and t.points != was[t.id].points
                ],
            ),
        ):
            if found:
                yield f"{topic.folder.relative_to(folder).as_posix()}: {words}: {'; '.join(found)}"


def _sheets(root: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Sheets of the student that have no place for a question or text of the new release."""
    for topic in load_course(folder).topics.values():
        for name, missing in ((ANSWERS, missing_answers), (EXPLANATIONS, missing_explanations)):
            path = root / topic.path_in_repository(name)
            if name not in topic.texts or not path.is_file():
                continue
            text = path.read_text("utf-8", errors="replace")
            more = missing(topic.sheet, text) or text
            added = [line for line in more.splitlines() if line not in text.splitlines()]
            lines = [line for line in added if line.startswith(("##", *topic.sheet.named_parts))]
            if lines:
                yield topic.path_in_repository(name), f"add {'; '.join(lines)}"
        path = root / topic.path_in_repository(REPORT)
        if topic.experiments and path.is_file():
            sections = headers(path.read_text("utf-8", errors="replace"))
            refs = [spec.ref for spec in topic.experiments.values() if spec.ref not in sections]
            if refs:
                new = ", ".join(f"[{ref}]" for ref in refs)
                yield topic.path_in_repository(REPORT), f"add {new} from the release's file"


@contextmanager
def fetched(source: str) -> Iterator[Path]:
    """The release at `source` as a folder."""
    place = Path(source).expanduser()
    if (place / manifest.FILE).is_file() and not (place / ".git").exists():
        yield place
        return
    address = str(place.resolve()) if place.exists() else source
    with tempfile.TemporaryDirectory(prefix="grader-sync-") as scratch:
        folder = Path(scratch) / "release"
        depth = [] if place.exists() else ["--depth", "1"]
        try:
            git.run("clone", "--quiet", *depth, "--", address, str(folder), alone=False)
        except GitError as e:
            raise UsageError(f"no release at {source}: {e}; check the address.") from None
        yield folder


def _read_new(folder: Path, source: str, old: Release) -> Release:
    """The release in `folder`, with the files that are really there."""
    new = manifest.read(folder)
    if new is None:
        raise UsageError(f"{source} has no {manifest.FILE}, so it is no release of a course.")
    if new.course != old.course:
        raise UsageError(f"{source} is a release of {new.course}, this repository of {old.course}.")
    paths = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] == ".git" or name == manifest.FILE:
            continue
        if path.is_symlink():
            raise UsageError(f"{source} holds a symbolic link, {name}; it is no release.")
        if path.is_file():
            paths.append(name)
    try:
        load_course(folder)
    except CourseError as e:
        raise UsageError(f"the release at {source} cannot be used: {e}") from None
    stubs = {path: names for path, names in new.stubs.items() if path in paths}
    return msgspec.structs.replace(new, files=digests(folder, paths), stubs=stubs)


def _carry_out(plan: SyncPlan, root: Path, folder: Path) -> None:
    if plan.kept or plan.stubs:
        _write(root / KEPT.split("/")[0] / ".gitignore", b"*\n")
    for path in plan.kept:
        if (root / path).is_file():
            _write(root / KEPT / path, (root / path).read_bytes())
    for path in plan.stubs:
        _write(root / STUBS / path, (folder / path).read_bytes())
    for path in plan.write:
        _write(root / path, (folder / path).read_bytes())
    for path in plan.remove:
        (root / path).unlink()
        for parent in (root / path).parents:
            if parent == root or any(parent.iterdir()):
                break
            parent.rmdir()


def _digest(path: Path) -> str | None:
    """The digest of a file here; None where there is none, "" where something else stands."""
    if not os.path.lexists(path):
        return None
    return digest(path.read_bytes()) if path.is_file() else ""


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as e:
        raise UsageError(
            f"cannot write {path}: {e.strerror}; mend that and run it again."
        ) from None
