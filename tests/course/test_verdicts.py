"""How often a verdict is wrong: the bounds, what is judged, and the figures that are kept."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.course_copy import change, grader, refused
from tests.engine.mini_course import write_mini

from classroom.author.mutants import bodies, mutants, with_another
from classroom.author.trials import Bench
from classroom.measure import table
from classroom.measure.bound import lower, upper
from classroom.measure.cases import Candidate
from classroom.measure.figures import Figures, Rate, Tally, counted, problems
from classroom.measure.merge import merged
from classroom.measure.run import measure, store_of
from classroom.measure.store import CaseStore
from classroom.measure.work import Found, GivenName
from grader.course.manifest import Course, load_course
from grader.errors import EXIT_COURSE

# The AICPA's guide to audit sampling: 5% risk, by misstatements found, where rates are small.
FACTORS = (3.00, 4.75, 6.30, 7.76, 9.16, 10.52, 11.85, 13.15, 14.44, 15.71, 16.97)


def test_the_bound_is_that_of_published_tables() -> None:
    """Those of auditors, who ask this of invoices and round up, and an example in R."""
    for errors, factor in enumerate(FACTORS):
        assert 1_000_000 * upper(errors, 1_000_000) == pytest.approx(factor, abs=0.011)
    assert upper(20, 1_000_000) == pytest.approx(29.07e-6, abs=0.011e-6)
    for errors, percent in ((3, 5.1), (6, 7.8)):
        assert percent - 0.1 < 100 * upper(errors, 150) <= percent
    # clopper.pearson.ci(5, 100000, alpha = 0.05) of GenBinomApps, and its two-sided one of 90%.
    assert upper(5, 100_000) == pytest.approx(0.0001051275, rel=1e-6)
    assert lower(5, 100_000) == pytest.approx(1.97017e-05, rel=1e-5)


def test_bounds_without_an_error_have_a_closed_form() -> None:
    """(1 - rate) ** n is 1 in 20, exactly; the lower bound is the upper one of what went right."""
    for of in (1, 38, 2_769, 50_000):
        assert upper(0, of) == pytest.approx(1 - 0.05 ** (1 / of), rel=1e-9)
        assert lower(0, of) == 0.0
        assert upper(of, of) == 1.0
    assert lower(7, 60) == pytest.approx(1 - upper(53, 60), rel=1e-9)
    assert upper(0, 0) == 1.0


BASE = '''"""A file."""


def step(x: list[int], lr: float) -> list[float]:
    """Shrink, then shift."""
    scaled = [lr * v for v in x]
    total = sum(scaled)
    return [v - total for v in scaled]
'''
STEP = "def step(x, lr):\n    y = {}\n    s = sum(y)\n    return {}\n"
NOT_SCALED = STEP.format("[v for v in x]", "[v - s for v in y]")
PLUS = STEP.format("[lr * v for v in x]", "[v + s for v in y]")
DIVIDED = STEP.format("[v / lr for v in x]", "[v - s for v in y]")


def test_two_mistakes_are_put_together_whatever_their_hand() -> None:
    """Other names of variables are no edits; two edits of one statement are no pair."""
    text = merged(BASE, NOT_SCALED, PLUS, {"step"})
    namespace: dict[str, object] = {}
    exec(text, namespace)
    step = namespace["step"]
    assert callable(step)
    assert step([1, 2], 5.0) == [1 + 3, 2 + 3]
    assert merged(BASE, NOT_SCALED, DIVIDED, {"step"}) == ""
    assert merged(BASE, PLUS, PLUS, {"step"}) == ""


def test_methods_are_put_together_in_their_class() -> None:
    """A mistake of a method derives from the class; what it overrides goes into its place."""
    base = "class Value:\n    def f(self, x):\n        y = x + 1\n        return 2 * y\n"
    one = "class Value(Value):\n    def f(self, x):\n        y = x - 1\n        return 2 * y\n"
    other = "class Value(Value):\n    def f(self, x):\n        z = x + 1\n        return 3 * z\n"
    namespace: dict[str, object] = {}
    exec(merged(base, one, other, {"Value"}), namespace)
    value = namespace["Value"]
    assert value().f(5) == 3 * 4  # type: ignore[operator]


def test_a_second_change_is_one_more() -> None:
    """In the same function; never back to the original, nor to what one change alone gives."""
    import random

    alone = bodies("a.py", BASE)
    rng = random.Random(1)
    for first in mutants("a.py", BASE):
        found = [second for _ in range(20) if (second := with_another(first, alone, rng))]
        assert found
        for second in found:
            assert second.function == first.function
            assert second.body not in alone
            assert second.text != first.text
            assert second.before
            assert all(line in BASE for line in second.before.splitlines())


@pytest.fixture
def holed(tmp_path: Path) -> Path:
    """The mini course; its checks of double ask for 0 alone, those of squares for two mistakes."""
    root = write_mini(tmp_path / "course")
    number = "number = rng.randrange(3, 99)"
    change(root / "exercises/mini/test_mini.py", number, "number = 0")
    folder = root / "reference/mini/mistakes"
    folder.mkdir()
    for key, body in (("sums", "[x + x for x in numbers]"), ("cubes", "[x**3 for x in numbers]")):
        text = f'"""they are {key}\n\nAn idea.\n"""\n\n\ndef squares(numbers):\n    return {body}\n'
        (folder / f"{key}.py").write_text(text)
    (root / "reference/mini/alternatives").mkdir()
    text = "def double(x):\n    return x + x\n"
    (root / "reference/mini/alternatives/sums.py").write_text(text)
    (root / "docs").mkdir()
    (root / "docs/verdicts.md").write_text(f"# Verdicts\n\n{table.BEGIN}\n{table.END}\n\nEnd.\n")
    assert grader("course", "build", cwd=root).returncode == 0
    return root


def test_a_hole_in_the_checks_is_found_and_kept(holed: Path) -> None:
    """3 * x is accepted, and told from 2 * x by an input that no check has; 2 * x + 0 is not."""
    path = holed / "reference/mini/mini.py"
    path.write_text(path.read_text().replace("return 2 * x", "return 2 * x + 0"))
    done = grader("course", "verdicts", "--keep", "--sample", "20", "--workers", "1", cwd=holed)
    assert done.returncode == EXIT_COURSE, done.stderr
    assert "wrong accepted, at changed inputs: mini: mini.py:double:5:constant:1" in done.stdout
    assert "verdicts, mutant: false accepts: " in done.stdout
    kept = msgspec.json.decode((holed / "docs/verdicts.json").read_bytes(), type=Figures)
    judged = kept.judged
    holes = [error for error in kept.errors if error.kind.startswith("wrong accepted")]
    assert len(holes) == sum(row.wrong for row in judged.values())
    assert judged["mutant"].same >= 1
    assert judged["right"].cases >= 20
    assert judged["right"].refused == 0
    assert judged["other mutant"].wrong
    assert (judged["mistake"].cases, judged["mistake"].named, judged["mistake"].false) == (2, 2, 0)
    page = (holed / "docs/verdicts.md").read_text()
    assert page == table.page(page, kept)
    assert judged["mutant"].wrong_accepted.shown in page


def test_a_run_goes_on_where_it_was_interrupted(holed: Path) -> None:
    """What is in the file is not judged again; half a line, of a kill, counts for nothing."""
    course = load_course(holed)
    store = store_of(course)
    with Bench(holed, 1) as bench:
        first = measure(course, ["mini"], bench, store, sample=4, kinds=("mutant",))
    store.close()
    path = holed / ".grader/verdicts.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:20])
    store = store_of(course)
    seen: list[object] = []

    class Counted(Bench):
        def each(self, work, jobs):  # type: ignore[no-untyped-def]
            for job, result in super().each(work, jobs):
                seen.append(job)
                yield job, result

    with Counted(holed, 1) as bench:
        again = measure(course, ["mini"], bench, store, sample=4, kinds=("mutant",))
    store.close()
    assert len(seen) == 1
    assert again == first
    assert path.read_bytes().splitlines() == [line.rstrip() for line in lines]


def test_what_counts_as_what() -> None:
    """A reason, a refusal, a hole; a name that is one of the two, and one that is none."""
    case = Candidate("mutant", "t", "m", ("a",))
    listed = Candidate("mutant", "t", "n", ("a",), reason="a sum has no order")
    pair = Candidate("two mistakes", "t", "p", ("a",), mistakes=("x", "y"))
    known = Candidate("mistake", "t", "k", ("a",), mistakes=("x",))
    right = Candidate("right", "t", "r", ("a", "b", "c"))
    judged, errors = counted(
        [
            (case, Found(refused=["a"], names=[GivenName("a", "x", "off by 1")])),
            (case, Found()),
            (case, Found(differs="here", drawn=True)),
            (listed, Found(differs="here")),
            (listed, Found(differs="here", drawn=True)),
            (known, Found(refused=["a"], checks=["a: wrong"])),
            (pair, Found(refused=["a"], names=[GivenName("a", "x")])),
            (right, Found(refused=["b"], checks=["b: wrong"])),
        ]
    )
    assert judged["mutant"] == Tally(
        cases=5, refused=1, reasoned=2, same=1, wrong=1, named=1, given=1, false=1
    )
    assert judged["mutant"].wrong_accepted == Rate(1, 2)
    assert judged["right"].right_refused == Rate(1, 3)
    assert judged["two mistakes"].false_names == Rate(0, 1)
    assert [error.kind for error in errors] == [
        "false name",
        "wrong accepted",
        "has a reason, and differs",
        "no name",
        "right refused",
    ]


def test_a_sample_breaks_a_limit_only_where_chance_does_not_explain_it() -> None:
    """One right answer refused is one too many; one false accept in a thousand is not."""
    judged = {"right": Tally(cases=500, refused=1), "two changes": Tally(refused=999, wrong=1)}
    figures = Figures(date="", course="", topics=[], sample=100, seed=0, judged=judged, errors=[])
    assert [p.where for p in problems(figures)] == ["verdicts, right"]
    judged["two changes"] = Tally(refused=980, wrong=20)
    assert [p.where for p in problems(figures)] == ["verdicts, right", "verdicts, two changes"]


@pytest.mark.parametrize(("named", "broken"), [(20, 0), (18, 0), (17, 1)])
def test_known_mistakes_have_to_be_named(named: int, broken: int) -> None:
    """Nine of ten at the least, where each stands alone."""
    judged = {"mistake": Tally(cases=20, refused=20, named=named, given=named)}
    figures = Figures(date="", course="", topics=[], sample=0, seed=0, judged=judged, errors=[])
    assert [p.where for p in problems(figures)] == ["verdicts, mistake"] * broken


def test_a_sample_of_verdicts_is_right(course: Course, bench: Bench, tmp_path: Path) -> None:
    """Some wrong answers of one topic: none is accepted, no name is false."""
    store = CaseStore(tmp_path / "kept.jsonl")
    kinds = ("mutant", "two changes", "mistake")
    figures = measure(course, ["makemore4"], bench, store, sample=3, kinds=kinds)
    store.close()
    assert not list(problems(figures)), list(table.lines(figures))
    assert sum(row.refused for row in figures.judged.values()) > 6


@pytest.mark.full
def test_verdicts_keep_their_limits(
    course: Course, bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over the whole course; what is judged stays, and `grader course verdicts` shows it again."""
    store = store_of(course)
    figures = measure(course, list(course.topics), bench, store)
    store.close()
    with capsys.disabled():
        print("\n" + "\n".join(table.lines(figures)))
    assert not list(problems(figures))


def test_the_page_has_the_figures_of_the_last_kept_run(root: Path) -> None:
    """docs/verdicts.md says what docs/verdicts.json has, and nothing else."""
    page = (root / table.PAGE).read_text(encoding="utf-8")
    figures = msgspec.json.decode((root / table.DATA).read_bytes(), type=Figures)
    assert page == table.page(page, figures)


def test_a_page_without_a_place_for_figures_is_told_before_the_run(tmp_path: Path) -> None:
    """Not behind hours of work."""
    root = write_mini(tmp_path / "course")
    status, said = refused("course", "verdicts", "--keep", cwd=root)
    assert (status, said.count("\n")) == (EXIT_COURSE, 1)
    assert said.startswith(f"grader: {table.PAGE} is missing in {root}; ")
    (root / "docs").mkdir()
    (root / table.PAGE).write_text("# Verdicts\n")
    status, said = refused("course", "verdicts", "--keep", cwd=root)
    assert said.startswith(f"grader: {table.PAGE} has no place for the figures: ")
    assert not (root / ".grader").exists()


def test_a_sample_of_less_than_one_is_refused(root: Path) -> None:
    """With what to give."""
    status, said = refused("course", "verdicts", "--sample", "-1", cwd=root)
    assert (status, said) == (2, "grader: --sample -1: give a number of cases, at least 1.\n")
