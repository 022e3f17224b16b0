"""The contract finds what is wrong: each of its parts, on a course that was spoilt on purpose."""

from __future__ import annotations

import ast
import copy
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from tests.course_copy import grader

from classroom.author import contract, verdicts
from classroom.author.audit import Asked, exposed
from classroom.author.compose import Member, solutions, stubs, variants
from classroom.author.contract import Problem
from classroom.author.driver_contract import drivers_in, verdicts_in
from classroom.author.handout_contract import handout_problems
from classroom.author.mutants import mutants
from classroom.author.survivors import MutationReport, judge_mutants, population
from classroom.author.trials import Bench, Trial
from grader.check.mistakes import read_mistakes
from grader.course.manifest import Course, TaskSpec, Topic, load_course
from grader.record import Record

LOOSE = '''

@grader.task("{task}")
def test_loose(student):
    """accepts what is off by 5%"""
    grader.expect_close(torch.ones(3), torch.ones(3), rtol=0.05)


@grader.task("{task}", tolerance_reason="so that there is a check with a reason")
def test_loose_with_a_reason(student):
    """accepts what is off by 5%, and says why"""
    grader.expect_close(torch.ones(3), torch.ones(3), rtol=0.05)
'''


@dataclass(frozen=True)
class Spoilt:
    """A copy of the course in which some things are wrong, and the names of what was chosen."""

    root: Path
    topic: str
    task: str
    right: Path
    twins: tuple[Path, Path]
    alternative: Path

    @property
    def course(self) -> Course:
        return load_course(self.root)


@pytest.fixture(scope="module")
def spoilt(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Spoilt:
    """The first topic with three mistakes of one task, spoilt in every way that judging shows.

    One of them is right, the other two return the same; an alternative is off by 1%.
    """
    root = tmp_path_factory.mktemp("spoilt")
    for folder in ("exercises", "reference", "tests/hidden"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(course.root / folder, root / folder, ignore=ignored)
    shutil.copy(course.root / "pyproject.toml", root)
    topic, task, mistakes = choose(course)
    reference = root / "reference" / topic.id
    kept = [reference / "mistakes" / f"{key}.py" for key in mistakes[:3]]
    alternative = sorted((reference / "alternatives").glob("*.py"))[0]
    for path in [*reference.glob("mistakes/*.py"), *reference.glob("alternatives/*.py")]:
        if path not in (*kept, alternative):
            path.unlink()
    right, *twins = kept
    solution = definition(reference / topic.file_of[task.id].name, task.names[0])
    overwrite(right, solution)
    overwrite(twins[1], definition(twins[0], task.names[0]))
    overwrite(alternative, one_percent_more(solution))

    exercises = root / "exercises" / topic.id
    (exercises / "notes.txt").write_text("left over")
    readme = exercises / "README.md"
    readme.write_text(readme.read_text().replace(f"`{task.id}", "`"))
    stub = exercises / topic.file_of[task.id].name
    stub.write_text(stub.read_text().replace('"""', '"""Changed. ', 1))
    checks = exercises / f"test_{stub.name}"
    imports = "\nimport grader\nimport torch\n"
    checks.write_text(checks.read_text() + imports + LOOSE.format(task=task.id))
    return Spoilt(root, topic.id, task.id, right, (twins[0], twins[1]), alternative)


def choose(course: Course) -> tuple[Topic, TaskSpec, list[str]]:
    """A task of one function with at least three mistakes, of the last topic that has one.

    The first topics do without tensors, and LOOSE is about tensors.
    """
    for topic in reversed(course.topics.values()):
        named = read_mistakes(topic).mistakes
        for task in topic.tasks.values():
            keys = [key for key, mistake in named.items() if mistake.task == task.id]
            if len(keys) >= 3 and len(task.names) == 1:
                return topic, task, keys
    pytest.fail("no task has three mistakes; write some")


def definition(path: Path, name: str) -> str:
    """The text of one function or class."""
    text = path.read_text()
    [node] = [n for n in ast.parse(text).body if getattr(n, "name", None) == name]
    return ast.unparse(node)


def overwrite(path: Path, body: str) -> None:
    """Keep the docstring and the imports of an override, and put `body` in place of the rest."""
    nodes = ast.parse(path.read_text()).body
    kept = [ast.unparse(n) for n in nodes if isinstance(n, ast.Expr | ast.Import | ast.ImportFrom)]
    path.write_text("\n\n".join([*kept, body]) + "\n")


def one_percent_more(text: str) -> str:
    """A function with 1.01 times its values."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value:
            node.value = ast.BinOp(ast.Constant(1.01), ast.Mult(), node.value)
    return ast.unparse(ast.fix_missing_locations(tree))


@pytest.fixture(scope="module")
def said(spoilt: Spoilt) -> list[str]:
    """What `grader course check` says of it."""
    command = ["course", "check", spoilt.topic, "--task", spoilt.task, "--workers", "1"]
    done = grader(*command, cwd=spoilt.root)
    assert done.returncode == 4, done.stdout + done.stderr
    assert not [line for line in done.stderr.splitlines() if not line.startswith("judging: ")]
    return done.stdout.splitlines()


def test_a_mistake_that_is_right_is_found(spoilt: Spoilt, said: list[str]) -> None:
    """A mistake that costs nothing is no mistake."""
    where = spoilt.right.relative_to(spoilt.root)
    assert any(line.startswith(f"{where}: {spoilt.task} keeps its points; ") for line in said)
    assert any(line.startswith(f"{where}: passes every visible check") for line in said)


def test_mistakes_that_cannot_be_told_apart_are_found(spoilt: Spoilt, said: list[str]) -> None:
    """Two mistakes with the same values: neither is named."""
    for path in spoilt.twins:
        where = path.relative_to(spoilt.root)
        begin = f"{where}: no visible check of {spoilt.task} names it; "
        assert any(line.startswith(begin) for line in said)


def test_a_wrong_alternative_is_found(spoilt: Spoilt, said: list[str]) -> None:
    """An alternative that is off by 1% does not score full."""
    where = spoilt.alternative.relative_to(spoilt.root)
    assert any(line.startswith(f"{where} at exercises/{spoilt.topic}/") for line in said)
    assert any(line.startswith(f"{where}: earns ") and spoilt.task in line for line in said)


def test_spoilt_files_are_found(spoilt: Spoilt, said: list[str]) -> None:
    """What is in no list, not in the handout, out of date, or differs from the stub."""
    topic = f"exercises/{spoilt.topic}"
    text = "\n".join(said)
    assert f"{topic}/notes.txt: does not belong here; " in text
    assert f"{topic}/README.md: no table with points has a row for `{spoilt.task}`; " in text
    assert f"{topic}/mistakes.json: is out of date; run: grader course build" in text
    assert ": another module docstring; " in text


def test_course_check_stops_at_files_that_cannot_be_read(course: Course, spoilt: Spoilt) -> None:
    """A missing file and one that does not parse are problems of their own."""
    topic = spoilt.course.topic(spoilt.topic)
    file = topic.files[0].name
    hidden = spoilt.root / "tests/hidden" / topic.id / f"test_{file}"
    solution = spoilt.root / "reference" / topic.id / file
    texts = {path: path.read_text() for path in (hidden, solution)}
    hidden.unlink()
    solution.write_text(texts[solution] + "\ndef half_a_line(:\n")
    try:
        lines = [str(problem) for problem in contract.unreadable(spoilt.course, topic)]
    finally:
        for path, text in texts.items():
            path.write_text(text)
    missing, broken = sorted(lines, key=lambda line: "parse" in line)
    assert missing.startswith(f"tests/hidden/{topic.id}/test_{file}: is missing; ")
    assert broken.startswith(f"reference/{topic.id}/{file}:")
    assert ": does not parse: " in broken


def first(topic: Topic) -> TaskSpec:
    return next(iter(topic.tasks.values()))


def same_hints(topic: Topic) -> str:
    task = first(topic)
    task.hints = (task.hints[0], task.hints[0])
    return f"two hints of {task.id} are the same"


def no_labels(topic: Topic) -> str:
    first(topic).difficulty = 0
    return f"{first(topic).id} does not say how long it takes and how hard it is"


def telling_hint(topic: Topic) -> str:
    task = first(topic)
    path = topic.folder.parents[1] / "reference" / topic.id / topic.file_of[task.id].name
    tree = ast.parse(definition(path, task.names[0]))
    values = [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign | ast.Return)]
    solution = max((ast.unparse(v) for v in values if v and not isinstance(v, ast.Name)), key=len)
    task.hints = ("look at the shapes", f"write {solution.replace(' ', '')}, no more")
    return f"hint 2 of {task.id} holds the solution's {solution!r}"


def other_points(topic: Topic) -> str:
    first(topic).points += 1
    return f"the tasks give {topic.points} points, a topic's give 80"


def bad_title(topic: Topic) -> str:
    first(topic).title = "Title with a full stop."
    return "begins with a capital"


def test_a_task_that_the_plan_or_the_table_forgets_is_found(course: Course) -> None:
    """Another number and other points: neither the study plan nor the handout knows them."""
    fresh = load_course(course.root)
    topic = next(iter(fresh.topics.values()))
    task = first(topic)
    assert handout_problems(fresh, topic) == []
    task.ref, task.points = "CD-E99", task.points + 1
    plan, table = sorted(map(str, handout_problems(fresh, topic)), reverse=True)
    assert plan.startswith(
        f"exercises/study_plan.toml: no line of the study plan names CD-E99 of {topic.id}; add it"
    )
    assert f"points to {task.id}, topic.toml gives {task.points}; change the table" in table


def misspelt_word(topic: Topic) -> str:
    topic.files[0].forbid = ["layernorm"]
    return f"{topic.files[0].name} forbids 'layernorm', which nothing is known of; name one of soft"


@pytest.mark.parametrize(
    "spoil", [same_hints, no_labels, telling_hint, other_points, bad_title, misspelt_word]
)
def test_spoilt_manifests_are_found(course: Course, spoil: Callable[[Topic], str]) -> None:
    """Hints, points and titles."""
    fresh = load_course(course.root)
    topic = next(iter(fresh.topics.values()))
    before = {str(problem) for problem in contract.task_problems(fresh, topic)}
    what = spoil(topic)
    after = {str(problem) for problem in contract.task_problems(fresh, topic)}
    assert any(what in line for line in after - before)


@pytest.fixture
def record(course: Course, class_records: dict[str, Record]) -> Record:
    """The record of the reference, to be spoilt."""
    return copy.deepcopy(class_records["reference"])


def reference_problems(course: Course, record: Record) -> str:
    variant = next(variants(course))
    return "\n".join(str(problem) for problem in verdicts.problems(course, variant, record))


def test_spoilt_checks_are_found(course: Course, record: Record) -> None:
    """A task without hidden checks, a margin near the tolerance, an unknown category."""
    for check in (check for task in record.topics[0].tasks for check in task.checks):
        check.title, check.category = "Is right.", "luck"
    task = record.topics[0].tasks[0]
    task.checks = [check for check in task.checks if check.visibility == "visible"]
    task.checks[0].margin = 0.5
    task.checks[0].mistake = "a false name"
    found = reference_problems(course, record)
    assert f"no hidden check of {task.id}; write one" in found
    assert f"{task.checks[0].id}: the reference is off by 0.5 tolerances" in found
    assert "its title begins with a capital" in found
    assert "its title ends with a full stop" in found
    assert "its category is 'luck'" in found
    assert "is taken for the mistake 'a false name'" in found


def test_mistakes_that_spread_or_have_another_name_are_found(
    course: Course, class_members: list[Member], class_records: dict[str, Record]
) -> None:
    """A mistake that costs another task points, or is taken for another one."""
    member = next(m for m in class_members if m.name.startswith("mistake-"))
    variant = member.variants[0]
    record = copy.deepcopy(class_records[member.name])
    topic = next(topic for topic in record.topics if topic.id in variant.topics)
    own = read_mistakes(course.topic(topic.id)).mistakes[variant.override.stem].task
    tasks = course.topic(topic.id).tasks
    other = next(t for t in topic.tasks if t.id != own and own not in tasks[t.id].requires)
    other.earned = 0
    other.checks[0].mistake = "a false name"
    found = "\n".join(str(problem) for problem in verdicts.problems(course, variant, record))
    assert f"costs {other.id} points, not only {own}; let {other.id} require {own}" in found
    assert f"is taken for 'a false name' at {other.checks[0].id}" in found


@pytest.fixture(scope="module")
def spoilt_bench(spoilt: Spoilt) -> Iterator[Bench]:
    """A judge of the spoilt course."""
    with Bench(spoilt.root, 1) as bench:
        yield bench


def test_a_wrong_reference_and_a_solved_stub_are_found(spoilt: Spoilt, spoilt_bench: Bench) -> None:
    """A reference that is off by 1% fails; a stub that is no stub has been started."""
    course = spoilt.course
    topic = course.topic(spoilt.topic)
    path = topic.path_in_repository(topic.file_of[spoilt.task].name)
    right = solutions(course, topic)
    wrong = right | {path: one_percent_more(right[path])}
    solved = stubs(topic) | {path: right[path]}
    known = {variant.kind: variant for variant in islice(variants(course), 2)}
    kinds = {"reference": wrong, "stubs": solved}
    trials = [Trial(kind, files, (topic.id,)) for kind, files in kinds.items()]
    found: dict[str, list[Problem]] = {}
    for trial, record in spoilt_bench.grade(trials):
        variant = next(v for kind, v in known.items() if kind == trial.name)
        found[trial.name] = verdicts.problems(course, variant, record)
    lines = [str(problem) for problem in found["reference"]]
    assert any(line.startswith(f"reference/{topic.id} at exercises/") for line in lines)
    assert any(line.startswith(f"reference/{topic.id}: earns ") for line in lines)
    assert any("pass on the untouched stub" in str(problem) for problem in found["stubs"])


def test_a_wide_comparison_is_found(said: list[str]) -> None:
    """A comparison that accepts 5% is told of, unless the check has a reason."""
    [line] = [line for line in said if "::test_loose" in line]
    assert "the expected value x 1.01 is off by 0.2 tolerances" in line
    assert "tolerance_reason" in line


def test_wrong_equivalents_are_found(spoilt: Spoilt, spoilt_bench: Bench) -> None:
    """A mutant that is killed, one that is not there, and a missing reason."""
    course = spoilt.course
    topic = course.topic(spoilt.topic)
    mutant = next(m for m in population(course, topic).alive if m.operator == "zeros")
    entry = (
        f"[[equivalent]]\nfile = {toml(mutant.file)}\nfunction = {toml(mutant.function)}\n"
        f"before = {toml(mutant.before)}\nafter = {toml(mutant.after)}\nnth = {mutant.nth}\n"
    )
    path = course.reference / topic.id / "equivalents.toml"
    other = entry.replace(toml(mutant.file), '"alternatives/gone.py"')
    path.write_text(
        f'{entry}reason = ""\n{entry.replace("nth = ", "nth = 7")}reason = "none"\n'
        f'{other}reason = "a sum has no order"\n'
    )
    listed = population(course, topic)
    assert listed.equivalent == [mutant]
    report = MutationReport(listed, judge_mutants(spoilt_bench, course, topic, [mutant]))
    lines = [str(problem) for problem in report.problems()]
    assert any("is killed, so it is not equivalent; remove the entry" in line for line in lines)
    assert any("no such mutant any more; remove the entry" in line for line in lines)
    assert any("alternatives/gone.py" in line and "no such mutant" in line for line in lines)
    assert any("no reason; say why it computes the same" in line for line in lines)


def toml(text: str) -> str:
    return msgspec.json.encode(text).decode()


def test_survivors_are_found(course: Course) -> None:
    """Each that is not listed; and where visible checks kill less than 90%, those they do not."""
    topic = next(iter(course.topics.values()))
    mutants = population(course, topic)
    chosen = mutants.alive[:20]
    fates = dict.fromkeys((m.id for m in chosen), "visible")
    assert not list(MutationReport(mutants, fates).problems())  # type: ignore[arg-type]
    for mutant in chosen[:3]:
        fates[mutant.id] = "survives"
    visible, *each = MutationReport(mutants, fates).problems()  # type: ignore[arg-type]
    assert "visible checks kill 17 of 20 (85.0%)" in visible.what
    assert [p.what.split()[3] for p in each] == [mutant.id for mutant in chosen[:3]]
    assert all("equivalents.toml why it computes the same" in problem.next for problem in each)


SOURCE = '''
def step(f, x, Y):
    """x + 1 is not code."""
    n = x.shape[0]
    total = x.sum(dim=0, keepdim=True) / (n - 1)
    total[Y] += f.h.T @ x
    return -0.5 * (total + 1e-5) ** -1.5
'''


def test_mutants_hold_every_kind_of_change() -> None:
    """Each change that the contract speaks of is made, once, in code and not in docstrings."""
    found = mutants("steps.py", SOURCE)
    lines = {mutant.after for mutant in found}
    assert len({mutant.text for mutant in found}) == len(found)
    assert len({mutant.id for mutant in found}) == len(found)
    assert all('"""x + 1 is not code."""' in mutant.text for mutant in found)
    for line in (
        "total = x.sum(dim=0, keepdim=True) * (n - 1)",
        "total = x.sum(dim=1, keepdim=True) / (n - 1)",
        "total = x.sum(dim=0, keepdim=False) / (n - 1)",
        "total = x.mean(dim=0, keepdim=True) / (n - 1)",
        "total = x.sum(dim=0, keepdim=True) / n",
        "total = x.sum(dim=0, keepdim=True)",
        "n = x.shape[1]",
        "total[Y] = f.h.T @ x",
        "total[Y] += f.h @ x",
        "total[Y] += f.h.T @ x.T",
        "total[Y] += x @ f.h.T",
        "return 0.5 * (total + 1e-05) ** (-1.5)",
        "return -0.5 * (total - 1e-05) ** (-1.5)",
        "return -0.5 * (total + 0.0) ** (-1.5)",
        "return -0.5 * (total + 1e-05) ** (-0.5)",
        "return -0.5 * (total + 1e-05)",
        "return -1.0 * (total + 1e-05) ** (-1.5)",
        "return 0 * (-0.5 * (total + 1e-05) ** (-1.5))",
    ):
        assert line in lines, line


@pytest.mark.parametrize(
    "line",
    [
        "return m.f(x) == right",
        "return m.f(x) is x",
        "return right in m.f(x)",
        "return not m.f(x)",
        "return m.f(x) or x",
        "return x if m.f(x) else right",
        "return x if isinstance(m.f(x), list) else [x]",
        "return torch.equal(m.f(x), right)",
        "return m.f(x).eq(right)",
        "return m.f(x).argmax()",
        "return len(m.f(x))",
        "return sorted(m.f(x))",
        "return set(m.f(x))",
        "return type(m.f(x)) is list",
        "return getattr(m, 'f', None)",
        "return [v for v in m.f(x) if v.requires_grad]",
        "seen = 0\n    for _ in m.f(x):\n        seen += 1\n    return seen",
        "flag = m.f(x)\n    if flag:\n        return x",
        "right = m.f(x)\n    return x if right else 0",
        "assert m.f(x)",
        "while m.f(x):\n        pass",
        "match m.f(x):\n        case 1:\n            return x",
    ],
)
def test_a_driver_that_decides_is_found(line: str) -> None:
    """A comparison, a choice or a count in the student's process is a verdict."""
    text = f"@observe\ndef driver(m, x, right):\n    {line}\n"
    [driver] = drivers_in(ast.parse(text))

    assert list(verdicts_in(driver)), text


def test_a_driver_that_observes_is_let_through() -> None:
    """Raw values, logs of events, errors by their name and the judge's own choices are fine."""
    text = """
@grader.observe
def driver(m, x, twice, generator):
    log = []
    class Model:
        def forward(self, X):
            log.append((torch.is_grad_enabled(), X.clone()))
            return X.sum()
    y = m.f(Model(), x, generator=generator)
    if twice:
        y = m.f(Model(), x, generator=generator)
    y.sum().backward()
    x.data -= 0.1 * x.grad
    try:
        m.f(None)
    except Exception as error:
        log.append(type(error).__name__)
    return {"y": y, "item": y.item(), "log": log, "grads": [p.grad for p in m.parameters()]}
"""
    [driver] = drivers_in(ast.parse(text))

    assert list(verdicts_in(driver)) == []


def test_answers_that_were_given_before_are_found() -> None:
    """A task is exposed where all its secret answers were inputs before, under both secrets."""
    given = [Asked("a", "t", bytes([n]), "given to b in t") for n in (1, 2)]
    fresh = [Asked("a", "t", bytes([n]), "") for n in (3, 4)]
    public = Asked("a", "t", b"0", "")

    assert len(exposed("topic", [given[0], public], [given[1], public])) == 1
    assert exposed("topic", [given[0]], [fresh[1]]) == []
    assert exposed("topic", [fresh[0], given[0]], [fresh[1], given[1]]) == []
    assert exposed("topic", [public], [public]) == []
