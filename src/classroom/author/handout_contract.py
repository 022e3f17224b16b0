"""The contract of what people read beside the code: the handout's table, the study plan, notes, and
what `grader solution` shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from classroom.author.contract import Problem
from classroom.pages.sources import FILE as SOURCES
from classroom.pages.sources import QUESTIONNAIRE, STAMP, load_sources
from grader.course.experiments import ExperimentSpec
from grader.course.manifest import STUDENT_ROOT, Course, TaskSpec, Topic
from grader.course.plan import PLAN, load_plan
from grader.learn.solutions import made, sentences, undescribed

_SENTENCES = 2
_PART_POINTS = re.compile(r"(\d+) of these")
_SESSIONS = re.compile(r"(?ms)^## Sessions[^\n]*\n(.*?)(?=^## |\Z)")
# "24 of the 80 points" of experiments; "the lecture writes earns 54 of their 72".
_EXPERIMENTS = re.compile(r"(\d+) of the 80 points(?=[;.,] (?:You|they|which) )")
_EARNS = re.compile(r"earns (\d+) of their (\d+)|without a star[\w ,]*, (\d+) points of (\d+)")


def handout_problems(course: Course, topic: Topic) -> list[Problem]:
    """The handout's tables give each task and experiment its points; all has a line of the plan and
    a source.

    Where comments of topic.toml, NOTES.md or CHANGELOG.md give points, they are these as well.
    """
    return [
        *_points(topic),
        *_plan(course, topic),
        *_sources(topic),
        *_headings(topic),
        *_sessions(topic),
        *_said(course, topic),
        *_sums(course, topic),
    ]


def plan_problems(course: Course) -> Iterator[Problem]:
    """What the study plan names is there."""
    known = {ref for topic in course.topics.values() for ref in references(topic)}
    for line in load_plan(course.root / STUDENT_ROOT):
        if unknown := sorted(set(line.refs) - known):
            what = f"line {line.id} names {', '.join(unknown)}, which no topic has"
            advice = "correct its refs; run: grader course build"
            yield Problem(f"{STUDENT_ROOT}/{PLAN}", what, advice)


def _headings(topic: Topic) -> Iterator[Problem]:
    """Sums in comments of topic.toml, "# Part 1 (16 points)", and in headings of the handout."""
    where = f"{STUDENT_ROOT}/{topic.id}/topic.toml"
    text = (topic.folder / "topic.toml").read_text(encoding="utf-8")
    _, *parts = re.split(r"(?m)^(#.*\(\d+ points\).*)$", text)
    for heading, below in zip(parts[::2], parts[1::2], strict=True):
        said = int(re.findall(r"\((\d+) points\)", heading)[0])
        points = sum(map(int, re.findall(r"(?m)^points = (\d+)", below)))
        if said != points:
            what = f"{heading!r} stands above tasks of {points} points"
            yield Problem(where, what, "correct the comment")
    files = {file.name: sum(task.points for task in file.tasks) for file in topic.files}
    readme = (topic.folder / "README.md").read_text(encoding="utf-8")
    for name, points in re.findall(r"(?m)^#.*`(\w+\.py)` \((\d+) points\)", readme):
        if name in files and files[name] != int(points):
            what = f"the heading of {name} says {points} points, its tasks give {files[name]}"
            yield Problem(f"{STUDENT_ROOT}/{topic.id}/README.md", what, "correct the heading")


def _sessions(topic: Topic) -> Iterator[Problem]:
    """Every task is named in a session, or its file, or its group."""
    readme = (topic.folder / "README.md").read_text(encoding="utf-8")
    if not (found := _SESSIONS.search(readme)):
        return
    sessions = found[1].casefold()
    for file in topic.files:
        groups = re.findall(rf"(?m)^#+ (Group \w+), `{re.escape(file.name)}`", readme)
        known = [f"`{file.name}`", *groups]
        for task in file.tasks:
            names = [f"`{task.id}`", *known]
            if not any(name.casefold() in sessions for name in names):
                what = f"no session names {', nor '.join(names)}"
                advice = "say in which one it is written"
                yield Problem(f"{STUDENT_ROOT}/{topic.id}/README.md", what, advice)


def _sums(course: Course, topic: Topic) -> Iterator[Problem]:
    """What handout and notes say of many tasks at once: of experiments, of what has no star."""
    pages = [topic.folder / "README.md", course.reference / topic.id / "NOTES.md"]
    texts = {page: page.read_text(encoding="utf-8") for page in pages if page.is_file()}
    starred = set(re.findall(r"`([\w.]+)` \* \|", texts[pages[0]]))
    every = sum(task.points for task in topic.tasks.values())
    plain = sum(task.points for task in topic.tasks.values() if task.id not in starred)
    measured = sum(spec.points for spec in topic.experiments.values())
    for page, text in texts.items():
        where, flat = page.relative_to(course.root).as_posix(), " ".join(text.split())
        said = [(m[0], m[1], f"{measured}") for m in _EXPERIMENTS.finditer(flat)]
        for found in _EARNS.finditer(flat):
            points, of = filter(None, found.groups())
            said.append((found[0], f"{points} of {of}", f"{plain} of {every}"))
        for phrase, worth, right in said:
            if worth != right:
                yield Problem(where, f"says {phrase!r}, it is {right}", "correct it")


def _said(course: Course, topic: Topic) -> Iterator[Problem]:
    """Points of a task in NOTES.md, or on top of CHANGELOG.md: "`name` gives 3 points", say."""
    for path in (course.reference / topic.id / "NOTES.md", course.root / "CHANGELOG.md"):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if path.parent == course.root:
            # What earlier versions say was true of them.
            text = "".join(re.split(r"(?m)^(?=## )", text)[:2])
        for name, said in re.findall(r"`([\w.]+)`[^`.;,]{0,30}?(?<!of the )\b(\d+) points", text):
            task = topic.scored.get(name)
            if task is not None and task.points != int(said):
                where = path.relative_to(course.root).as_posix()
                what = f"gives {said} points to {name}, topic.toml gives {task.points}"
                yield Problem(where, what, "correct it")


def _points(topic: Topic) -> Iterator[Problem]:
    """The last column of a table that ends with "points" is what topic.toml says.

    Below the row of a task stands one for each of its parts: `| - its name | what | 3 of these |`.
    """
    head: list[str] = []
    known: dict[str, TaskSpec | ExperimentSpec] = {**topic.tasks, **topic.experiments}
    missing = dict.fromkeys(known)
    unsaid = {(t.id, p.name): p.points for t in topic.tasks.values() for p in t.parts}
    named: list[str] = []
    path = topic.folder / "README.md"
    where = f"{STUDENT_ROOT}/{topic.id}/README.md"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            head = []
        elif not head:
            head = cells
        elif head[-1] == "points" and (part := _part_row(cells)):
            name, worth = part
            owner = next((task for task in named if (task, name) in unsaid), "")
            points = unsaid.pop((owner, name), None)
            if points != worth:
                says = "no such part" if points is None else f"{points} points"
                what = f"gives {worth} points to the part '{name}', topic.toml says {says}"
                yield Problem(f"{where}:{number}", what, "change the row, or topic.toml")
        elif head[-1] == "points" and cells[-1].isdigit():
            named = [n for n in dict.fromkeys(re.findall(r"`([^`]+)`", line)) if n in known]
            points = sum(known[name].points for name in named)
            if named and points != int(cells[-1]):
                what = f"gives {cells[-1]} points to {', '.join(named)}, topic.toml gives {points}"
                advice = "change the table, and what is said of it nearby"
                yield Problem(f"{where}:{number}", what, advice)
            row = dict(zip(head, cells, strict=False))
            yield from _labels([known[name] for name in named], row, f"{where}:{number}")
            for name in named:
                missing.pop(name, None)
    for task, name in unsaid:
        what = f"no row for the part '{name}' of `{task}` below that of its task"
        yield Problem(where, what, f"add it: | - {name} | what it asks | 3 of these |")
    for name in missing:
        yield Problem(where, f"no table with points has a row for `{name}`", "add it")


def _labels(
    tasks: Sequence[TaskSpec | ExperimentSpec], row: dict[str, str], where: str
) -> Iterator[Problem]:
    """The columns "minutes" and "level" of a row say what topic.toml does: the sum, the hardest."""
    right = {
        "minutes": sum(task.minutes for task in tasks),
        "level": max((task.difficulty for task in tasks), default=0),
    }
    for label, value in right.items():
        if value and row.get(label, "") != str(value):
            named = ", ".join(task.id for task in tasks)
            what = f"the {label} of {named}: {row.get(label) or 'none'}, not {value}"
            yield Problem(where, what, "change the table, or topic.toml")


def _part_row(cells: list[str]) -> tuple[str, int] | None:
    """The part's name and points, if this is a row of one."""
    names = [cell.removeprefix("- ") for cell in cells if cell.startswith("- ")]
    worth = _PART_POINTS.fullmatch(cells[-1])
    return (names[0], int(worth[1])) if names and worth else None


def references(topic: Topic) -> set[str]:
    """What a line of the plan can name of a topic: whatever has a number of its own."""
    tasks = {task.ref for task in topic.scored.values()}
    found = tasks | {question.id for question in topic.sheet.questions}
    found |= {prompt.id for prompt in topic.sheet.prompts}
    if topic.ritual:
        found |= {"R1", "R2", "R3", "R4"}
    if (topic.folder / "test_milestones.py").is_file():
        found.add(f"{next(iter(tasks)).partition('-')[0]}-T1")
    return found


def _plan(course: Course, topic: Topic) -> Iterator[Problem]:
    lines = load_plan(course.root / STUDENT_ROOT)
    if not lines:
        return
    named = {ref for line in lines for ref in line.refs}
    for ref in sorted(references(topic) - named):
        # Tasks beyond the lecture have no line there.
        if "-X" not in ref:
            where = f"{STUDENT_ROOT}/{PLAN}"
            what = f"no line of the study plan names {ref} of {topic.id}"
            yield Problem(where, what, "add it to the refs of its line; run: grader course build")


def _sources(topic: Topic) -> Iterator[Problem]:
    """All that is asked has a place where it is watched or read, and places exist."""
    where = f"{STUDENT_ROOT}/{topic.id}/{SOURCES}"
    found = load_sources(topic)
    if not found.sources:
        return
    tasks = set(topic.scored)
    answers = {q.id for q in topic.sheet.questions} | {p.id for p in topic.sheet.prompts}
    placed = (
        {n for row in found.rows for n in row.do},
        {n for row in found.rows for n in row.answer},
    )
    for kind, known, named in (("task", tasks, placed[0]), ("question", answers, placed[1])):
        for name in sorted(named - known):
            yield Problem(where, f"there is no {kind} {name}", "correct the name")
        for name in sorted(known - named):
            yield Problem(where, f"no row names the {kind} {name}", "say where it is met")
    headings = {_heading(entry) for row in found.rows for entry in row.book}
    stamps = {
        (source.video, stamp)
        for source in found.sources
        for row in source.rows
        for stamp in STAMP.findall(f"{row.at} {row.what}")
    }
    for question in topic.sheet.questions:
        if question.book and _heading(question.book) not in headings:
            what = f"{question.id} names fastbook's {question.book}, which no row does"
            yield Problem(where, what, "correct one of the two")
        for video, said in re.findall(r"([\w-]{11}) at ([\d:, and]+)", question.video):
            for stamp in STAMP.findall(said):
                if (video, stamp) not in stamps and video in {s.video for s in found.sources}:
                    what = f"{question.id} points to {stamp} of {video}, which no row does"
                    yield Problem(where, what, "correct one of the two")


def _heading(book: str) -> tuple[int, str]:
    """Chapter and last heading: "9 Tabular > Categorical Embeddings" as (9, that heading)."""
    number, _, rest = book.partition(" ")
    return int(number), rest.rpartition("> ")[2].strip()


def questionnaire_problems(course: Course) -> Iterator[Problem]:
    """Each number of the questionnaire of chapter 4 is met somewhere, or said not to be ours."""
    all_sources = [load_sources(topic) for topic in course.topics.values()]
    asked = {number for found in all_sources for row in found.rows for number in row.asks}
    left_out = {number for found in all_sources for number in found.not_ours}
    for number in sorted(QUESTIONNAIRE - asked - left_out):
        what = f"fastbook's question {number} is met nowhere"
        yield Problem(SOURCES, what, "add it to a row, or to [not_ours] with a reason")
    for number in sorted((asked & left_out) | ((asked | left_out) - QUESTIONNAIRE)):
        what = f"{number} is asked and left out, or is no question of the chapter"
        yield Problem(SOURCES, what, "correct it")


def solution_problems(course: Course, topic: Topic) -> Iterator[Problem]:
    """Every task that has another way has one that says in two sentences what differs."""
    where = f"reference/{topic.id}/alternatives"
    for task in undescribed(course, topic):
        what = f"nothing says what differs in the other ways of {task.id}"
        advice = "say it below the first line of a file's docstring, or in a function's own"
        yield Problem(where, what, advice)
    for ref, solution in made(course, topic).items():
        count = sentences(solution.differs)
        if solution.other and count != _SENTENCES:
            what = f"{count} sentences say what differs in the other way of {ref}"
            yield Problem(where, what, f"write {_SENTENCES}: {solution.differs!r}")
