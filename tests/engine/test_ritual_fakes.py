"""Ways to have the badge without the work: each is refused, and told as what it is."""

from __future__ import annotations

import ast
import json
import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from tests.engine.ritual_samples import (
    SMALL,
    TOPIC,
    Change,
    Student,
    code,
    failing,
    judged_here,
    known,
    rewrite,
    write_course,
)

from grader.course.manifest import Course
from grader.record import TaskResult
from grader.ritual.canonical import foreign
from grader.ritual.reading import read_notebook, without_magics
from grader.ritual.spec import RitualSpec

SAMPLES = tomllib.loads((Path(__file__).parent / "ritual_texts.toml").read_text())["sets"]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with the larger ritual."""
    return write_course(tmp_path_factory.mktemp("ritual") / "course")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with the small ritual."""
    return write_course(tmp_path_factory.mktemp("small") / "course", SMALL)


def step_of(course: Course, folder: Path, step: str, *changes: Change) -> TaskResult:
    """One step after some changes to the right notebook, judged in this process."""
    student = Student(course, folder / "s")
    student.take(step)
    for change in changes:
        student.edit(step, change)
    files = {step: student.path(step).read_bytes()}
    if step == "R4":
        files["R3"] = (course.reference / student.topic / "ritual/r3_condense.ipynb").read_bytes()
    return next(s for s in judged_here(course, files).steps if s.id == step)


# Step 2: the originals in disguise


def made_by(source: str) -> list[str]:
    """The names that a cell gives a value to."""
    nodes = ast.walk(ast.parse(source))
    names = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    return list(dict.fromkeys(names))


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: list[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"{node.id}_", node.ctx) if node.id in self.names else node


def renamed(source: str, kept: list[str]) -> str:
    """Every variable that the cell makes under another name, but for those in `kept`."""
    names = [name for name in made_by(source) if name not in kept]
    return ast.unparse(_Renamed(names).visit(ast.parse(source)))


def named_at_the_end(source: str, checked: list[str]) -> str:
    """Every variable under another name, and at the end those that are looked at under theirs."""
    return "\n".join([renamed(source, []), *(f"{name} = {name}_" for name in checked)])


def in_function(source: str) -> str:
    """The whole cell as a function that is called below."""
    shared = ", ".join(made_by(source))
    return f"def do():\n    global {shared}\n{indented(source)}\n\n\ndo()"


def indented(source: str) -> str:
    """Four blanks in front of each line."""
    return "\n".join(f"    {line}" for line in source.split("\n"))


def in_parentheses(source: str) -> str:
    """Every value in parentheses that are not needed."""
    return re.sub(r"^(\s*[\w, ]+ = )([^\n;]+[^\n;({[,])$", r"\1(\2)", source, flags=re.MULTILINE)


DISGUISES: dict[str, Callable[[str, list[str]], str]] = {
    "a semicolon": lambda source, _: source.removesuffix(";") + ";",
    "pass in front": lambda source, _: "pass\n" + source,
    "a magic in front": lambda source, _: "%matplotlib inline\n" + source,
    "a comment, and blank lines": lambda source, _: "# mine\n\n" + source.replace("\n", "\n\n"),
    "a docstring": lambda source, _: '"""My own cell."""\n' + source,
    "other names": renamed,
    "other names, and at the end the right ones": named_at_the_end,
    "imports at the end": lambda source, _: "\n".join(
        sorted(source.split("\n"), key=lambda line: line.startswith(("import", "from")))
        if source.startswith(("import", "from"))
        else [source]
    ),
    "torch under another name": lambda source, _: (
        "import torch as t\n" + source.replace("import torch\n", "").replace("torch.", "t.")
    ),
    "parentheses": lambda source, _: in_parentheses(source),
    "a variable to itself": lambda source, _: "text = text\n" + source,
    "an assignment that nobody reads": lambda source, _: "mine = len('mine')\n" + source,
    "a list that nobody reads": lambda source, _: source + "\nmine = []\nmine.append(3)",
    "print": lambda source, _: source + "\nprint('done')",
    "a picture": lambda source, _: source + "\nimport seaborn\nseaborn.lineplot([1, 2])",
    "if True": lambda source, _: "if True:\n" + indented(source),
    "no_grad": lambda source, _: "with torch.no_grad():\n" + indented(source),
    "try": lambda source, _: f"try:\n{indented(source)}\nexcept ValueError:\n    pass",
    "a function": lambda source, _: in_function(source),
    "times one": lambda source, _: re.sub(
        r"^(\w+ = )(\w+ / \w+)$", r"\1\2 * 1", source, flags=re.M
    ),
}


def kept(spec: RitualSpec, sources: dict[str, str]) -> set[str]:
    """Which originals the cells are still, each tagged with its name."""
    cells = [
        {"cell_type": "code", "source": source, "metadata": {"tags": [name]}}
        for name, source in sources.items()
    ]
    notebook = read_notebook(json.dumps({"nbformat": 4, "cells": cells}).encode())
    return {name for name, found in spec.kept_by(notebook).items() if found}


@pytest.mark.parametrize("topic", [TOPIC, SMALL])
@pytest.mark.parametrize("name", DISGUISES)
def test_an_original_in_disguise_is_the_original(
    course: Course, small: Course, name: str, topic: str
) -> None:
    """What the syntax tree says is the same code is that, wherever there is another way."""
    spec = known((course if topic == TOPIC else small).root)[0]
    made = {
        each: DISGUISES[name](cell.source, spec.cells[each].checked)
        for each, cell in spec.originals.items()
    }
    for each in made.values():
        ast.parse(without_magics(each).source)
    assert kept(spec, made) == {each for each, cell in spec.cells.items() if cell.another}


def test_another_way_is_no_original(course: Course, small: Course) -> None:
    """The reference's cells, and lines that are near to the original, are cells of one's own."""
    for each in (course, small):
        spec, [topic] = known(each.root)[0], each.topics
        path = each.reference / topic / "ritual/r2_reimplement.ipynb"
        notebook = nbformat.read(path, as_version=4)
        assert kept(spec, {name: code(notebook, name).source for name in spec.cells}) == set()
    near = {
        "tame_fares": "log_fare = np.log1p(filled['Fare'])",
        "scale_columns": "X = features / features.amax(dim=0)",
        "make_target": "y = torch.tensor(filled['Survived'].tolist(), dtype=torch.float32)",
        "count_left": "left = filled.isna().to_numpy().sum()",
    }
    assert kept(known(course.root)[0], near) == set()


def test_originals_with_a_semicolon_are_told(course: Course, tmp_path: Path) -> None:
    """Of the whole notebook pasted back, each cell that has another way is told, and which way."""
    spec = known(course.root)[0]
    pasted = [rewrite(name, cell.source + ";") for name, cell in spec.originals.items()]
    step = step_of(course, tmp_path, "R2", *pasted)
    ways = [name for name, cell in spec.cells.items() if cell.another]
    assert list(failing(step)) == ways
    said = failing(step)["find_modes"]
    assert "the original of find_modes is still there: code cell 5 does the same steps" in said
    assert "for instance with Counter.most_common" in said


def test_an_original_in_a_helper_is_told(course: Course, tmp_path: Path) -> None:
    """It may not stand in a cell of its own, with a second cell that only gives it its name."""
    source = known(course.root)[0].originals["train_epochs"].source.replace("coeffs", "mine")

    def change(notebook: Any) -> None:
        cell = code(notebook, "train_epochs")
        at = notebook.cells.index(cell)
        notebook.cells.insert(at, nbformat.v4.new_code_cell(source))
        cell.source = "coeffs = mine"

    step = step_of(course, tmp_path, "R2", change)
    assert "the original of train_epochs is still there" in failing(step)["train_epochs"]


# Step 3: parts without work


def constants(spec: RitualSpec) -> dict[str, str]:
    """Six cells that write down what comes out."""
    return {part.name: "final_loss = 0.1937" for part in spec.manifest.parts}


def all_at_once(spec: RitualSpec, rest: str) -> dict[str, str]:
    """All code in the first part, `rest` in the others."""
    notebook = nbformat.read(
        spec.topic.folder.parents[1] / "reference" / spec.topic.id / "ritual/r3_condense.ipynb",
        as_version=4,
    )
    parts = [part.name for part in spec.manifest.parts]
    whole = "\n".join(code(notebook, part).source for part in parts)
    return dict.fromkeys(parts, rest) | {parts[0]: whole}


def under_other_names(spec: RitualSpec) -> dict[str, str]:
    """All code in the first part, whose values the others only give their names."""
    made = all_at_once(spec, "")
    for part in spec.manifest.parts[1:]:
        made[part.name] = "\n".join(f"{name} = {name}_" for name in part.checked)
        names = "|".join(part.checked)
        first = spec.manifest.parts[0].name
        made[first] = re.sub(rf"\b({names})\b", r"\1_", made[first])
    return made


FAKES = {
    "six constants": (constants, "`table` is not made in it"),
    "all in one, 1 in the others": (
        lambda spec: all_at_once(spec, "1"),
        "there is no statement in it that changes anything",
    ),
    "all in one, a line in the others": (
        lambda spec: all_at_once(spec, "done = len('done')"),
        "`filled` is there before it, made in code cell 1",
    ),
    "all in one under other names": (under_other_names, "`filled` is not made in it"),
}


@pytest.mark.parametrize("name", FAKES)
def test_a_part_without_work_is_refused(course: Course, tmp_path: Path, name: str) -> None:
    """The part that does nothing is named, with what is missing in it."""
    make, words = FAKES[name]
    made = make(known(course.root)[0])
    changes = [rewrite(part, source) for part, source in made.items()]
    found = failing(step_of(course, tmp_path, "R3", *changes))
    part = next(each for each in found if each in made)
    assert f"the part {part} does no work: {words}" in found[part]


@pytest.mark.parametrize(
    ("part", "source", "words"),
    [
        ("loss", "first_loss = 2.3706", "`first_loss` is written down in it and not computed"),
        ("loss", "first_loss = float('2.4')", "is made of nothing that the parts above it have"),
        ("descent", "losses = [1.0] * 100", "`losses` is written down in it and not computed"),
        ("descent", "gap = 1.5 + first_loss", "`losses` is not made in it"),
    ],
)
def test_a_value_that_is_written_down(
    small: Course, tmp_path: Path, part: str, source: str, words: str
) -> None:
    """A part computes, from what stands above it."""
    found = failing(step_of(small, tmp_path, "R3", rewrite(part, source)))
    assert f"the part {part} does no work: " in found[part]
    assert words in found[part]


def test_one_cell_with_all_tags_is_refused(small: Course, tmp_path: Path) -> None:
    """A cell is one part."""

    def change(notebook: Any) -> None:
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        whole = "\n".join(cell.source for cell in cells)
        cells[0].source = whole
        cells[0].metadata["tags"] = [tag for cell in cells for tag in cell.metadata.tags]
        notebook.cells = [c for c in notebook.cells if c not in cells[1:]]

    found = failing(step_of(small, tmp_path, "R3", change))
    assert "code cell 1 has the tags curve and loss and descent and relus" in found["order"]


def test_wrong_values_are_told_by_part(small: Course, tmp_path: Path) -> None:
    """A part that computes something else is compared, and no other part is charged with it."""
    source = "guess = t.full((3,), 1.0)\nfirst_loss = float((guess[0] - points).abs().mean())"
    found = failing(
        step_of(small, tmp_path, "R3", rewrite("loss", "numbers = t.full((3,), 1.1)\n" + source))
    )
    assert set(found) <= {"loss", "descent", "end"}
    assert "`first_loss`" in found["loss"]
    assert "no work" not in found["loss"]


# Step 4: other cells


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit", "code cell 1 is not that of step 3, and runs from top to bottom"),
        ("1", "code cell 1 is not that of step 3"),
    ],
)
def test_step_4_is_about_the_condensed_cells(
    small: Course, tmp_path: Path, source: str, words: str
) -> None:
    """Cells that are others than those of step 3 are run, and earn nothing for their texts."""
    parts = [part.name for part in known(small.root)[0].manifest.parts]
    found = failing(step_of(small, tmp_path, "R4", *(rewrite(part, source) for part in parts)))
    assert list(found) == ["code"]
    assert words in found["code"]


def test_step_4_may_write_the_cells_again(small: Course, tmp_path: Path) -> None:
    """A cell that does the same in another way is as good; with step 3 undone, none is."""
    source = "numbers = t.tensor([1.1, 1.1, 1.1])\nfirst_loss = t.nn.functional.l1_loss"
    source += "(quadratic(numbers, spots), points).item()\n\n"
    source += "def how_far(n):\n    return t.nn.functional.l1_loss(quadratic(n, spots), points)"
    assert step_of(small, tmp_path, "R4", rewrite("loss", source)).state == "pass"
    student = Student(small, tmp_path / "t")
    for step in ("R3", "R4"):
        student.take(step)
        student.edit(step, rewrite("descent", "losses = [first_loss] * 100"))
    files = {step: student.path(step).read_bytes() for step in ("R3", "R4")}
    *_, last = judged_here(small, files).steps
    assert "step 3 is not done" in failing(last)["code"]


# Step 1: texts


def described(course: Course, folder: Path, texts: dict[str, str]) -> TaskResult:
    """Step 1 with these texts above the cells."""

    def change(notebook: Any) -> None:
        for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
            if cell.cell_type == "code":
                before.source = texts[cell.metadata.tags[0]]

    return step_of(course, folder, "R1", change)


@pytest.mark.parametrize("number", range(len(SAMPLES)))
def test_natural_descriptions_are_accepted(
    course: Course, small: Course, tmp_path: Path, number: int
) -> None:
    """What learners write, with no list of words beside them, passes as a whole."""
    sample = SAMPLES[number]
    made = described(course if sample["topic"] == TOPIC else small, tmp_path, sample["texts"])
    assert failing(made) == {}
    assert made.state == "pass"


@pytest.mark.parametrize("number", range(len(SAMPLES)))
@pytest.mark.parametrize("by", [1, -1])
def test_texts_that_are_off_by_one_cell(
    course: Course, small: Course, tmp_path: Path, number: int, by: int
) -> None:
    """The same texts, each a cell too low or too high, are told as that, with the way to move."""
    names = list(SAMPLES[number]["texts"])
    texts = list(SAMPLES[number]["texts"].values())
    moved = dict(zip(names, texts[-by:] + texts[:-by], strict=True))
    where = course if SAMPLES[number]["topic"] == TOPIC else small
    found = failing(described(where, tmp_path, moved))
    assert len(found) >= len(names) / 2
    way = "up" if by > 0 else "down"
    told = [text for text in found.values() if f"move them {way}" in text]
    assert len(told) >= len(names) / 2


WORDS = (
    "lantern gravel teapot meadow copper violin harbour thistle anvil saddle plum walnut "
    "orchid bishop canyon drizzle ember falcon glacier hammock island jasmine kettle lagoon "
    "marble nectar otter pepper quartz ribbon salmon tunnel umbrella velvet willow yarrow "
    "zephyr basket candle "
)


def test_random_words_are_no_description(course: Course, tmp_path: Path) -> None:
    """Twelve words and a noun of the list are a row of words, in every cell."""
    spec, rng = known(course.root)[0], random.Random(7)
    texts = {
        name: " ".join([*rng.sample(WORDS.split(), 12), cell.nouns[0]])
        for name, cell in spec.cells.items()
    }
    found = failing(described(course, tmp_path, texts))
    assert len(found) == len(texts)
    assert all("a row of words and no sentence" in text for text in found.values())


def test_sentences_about_something_else_are_no_description(course: Course, tmp_path: Path) -> None:
    """Whole sentences that name nothing of most cells are refused where they stand."""
    rng = random.Random(7)
    texts = {}
    for name in known(course.root)[0].cells:
        a, b, c, d = rng.sample(WORDS.split(), 4)
        texts[name] = f"The {a} and the {b} went to the {c} with a {d}, and so it was for them."
    found = failing(described(course, tmp_path, texts))
    assert len(found) > len(texts) / 2
    assert any("names nothing of its cell" in text for text in found.values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("统计每一列中有多少个缺失值，年龄列有一百七十七个，登船港口列有两个。", ""),
        ("各列の欠損値の数を数えます。年齢は百七十七人分、港は二人分が不明です。", ""),
        ("Zählt für jede Spalte, wie viele Werte fehlen; beim Alter 177, beim Hafen nur zwei.", ""),
        ("Compte pour chaque colonne combien de valeurs manquent, dont 177 pour l'âge.", ""),
        ("Считает для каждого столбца, сколько значений в нём нет, и для возраста их много.", ""),
        ("统计缺失值的数量", "has 4 words (every 2 letters count as one), at least 12 are needed"),
    ],
)
def test_other_languages(course: Course, tmp_path: Path, text: str, words: str) -> None:
    """A language counts by what it has; one that the nouns are not of is not held to them."""
    from tests.engine.ritual_samples import above

    step = step_of(course, tmp_path, "R1", lambda nb: above(nb, "count_gaps").update(source=text))
    found = failing(step)
    assert list(found) == (["count_gaps"] if words else [])
    assert words in found.get("count_gaps", "")


PLACES: dict[str, tuple[Callable[[Any, int], object], str]] = {
    "below": (
        lambda nb, at: nb.cells.insert(
            at + 1, nbformat.v4.new_markdown_cell(nb.cells[at - 1].source)
        ),
        "stands below the cell",
    ),
    "as a comment": (
        lambda nb, at: nb.cells[at].update(
            source=f"# {nb.cells[at - 1].source}\n{nb.cells[at].source}"
        ),
        "stands in the code as a comment (#)",
    ),
    "in a raw cell": (
        lambda nb, at: nb.cells.insert(at, nbformat.v4.new_raw_cell(nb.cells[at - 1].source)),
        "stands in raw cell 1",
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_text_in_another_place_is_told_as_that(small: Course, tmp_path: Path, name: str) -> None:
    """The cell it is meant for is told, and no other."""
    move, words = PLACES[name]

    def change(notebook: Any) -> None:
        at = notebook.cells.index(code(notebook, "add_noise"))
        text = notebook.cells[at - 1]
        move(notebook, at)
        text.source = "*Describe the cell below.*"
        if name == "below":
            # The next cell has its empty cell above it still.
            below = notebook.cells.index(code(notebook, "guess_and_miss"))
            notebook.cells.insert(
                below, nbformat.v4.new_markdown_cell("*Describe the cell below.*")
            )

    found = failing(step_of(small, tmp_path, "R1", change))
    assert "the description of add_noise " + words in found["add_noise"]
    assert set(found) == {"add_noise"}


def test_a_package_that_grading_has_not(small: Course, tmp_path: Path) -> None:
    """It is told by name before the cell runs, on a laptop that has it too."""
    source = code(
        nbformat.read(small.reference / SMALL / "ritual/r2_reimplement.ipynb", 4), "draw_curve"
    )
    own = f"import pandas as pd\n{source.source}"
    found = failing(step_of(small, tmp_path, "R2", rewrite("draw_curve", own)))
    assert "code cell 1 imports pandas, which is not there at grading" in found["draw_curve"]
    assert foreign("import tqdm, seaborn, torch, os\nfrom sklearn import svm", []) == ["sklearn"]
