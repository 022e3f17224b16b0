"""How alike submissions are: names and layout do not matter, and honest answers come first."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from benchmarks.similar import HALF, measure
from tests.engine.render_samples import HOSTILE
from tests.engine.test_render_html import Page

from classroom.cli.similar import ABOVE
from classroom.report.page import TEMPLATES
from classroom.report.pages.similar import similar_page
from classroom.report.pages.winnow import (
    Rarity,
    alike,
    boilerplate,
    functions,
    independent,
    outermost,
    prints,
)
from grader.course.manifest import Course

pytestmark = pytest.mark.laptop

STUB = """def mean(xs):
    '''The mean of xs.'''
    raise NotImplementedError("T-E1 mean")


def spread(xs):
    raise NotImplementedError("T-E2 spread")
"""
ADA = """def mean(xs):
    '''The mean of xs.'''
    total = 0.0
    for x in xs:
        total += x
    if len(xs) == 0:
        return 0.0
    return total / len(xs)


def spread(xs):
    centre = mean(xs)
    distances = [(x - centre) ** 2 for x in xs]
    return (sum(distances) / max(1, len(distances) - 1)) ** 0.5
"""
# The same with other names, numbers, comments and layout.
BOB = (
    ADA.replace("total", "acc")
    .replace("centre", "m")
    .replace("0.0", "0")
    .replace("    for x", "    # add up\n\n    for x")
)
CY = """import math

def mean(xs):
    return math.fsum(xs) / (len(xs) or 1)


def spread(values):
    n, m = len(values), mean(values)
    squares = math.fsum(map(lambda v: v * v, values))
    return math.sqrt(max(0, squares - n * m * m) / (n - 1 or 1))
"""
GIVEN = boilerplate([STUB])


def page(submissions: dict[str, str], **fields: Any) -> str:
    """The page of these submissions."""
    given = {"given": [STUB], "solution": ADA, "others": [CY], "above": 0.8, "generated": "now"}
    return similar_page("t", submissions, **(given | fields))


def test_names_numbers_comments_and_layout_do_not_matter() -> None:
    """A renamed copy is the same; another way is not alike; the stub is nothing."""
    ada, bob, cy, stub = (prints(text, GIVEN) for text in (ADA, BOB, CY, STUB))
    assert alike(ada, bob) == 1
    assert ada.whole == bob.whole
    assert alike(ada, cy) < 0.2
    assert (len(stub), stub.whole, alike(stub, stub)) == (0, "", 0)


def test_a_part_that_was_copied_is_found() -> None:
    """Fourteen tokens in a row that two texts share leave a print in both."""
    own = CY + "\n\n" + functions(ADA)["spread"].replace("spread", "deviation")
    found = alike(prints(own, GIVEN), prints(ADA, GIVEN))
    assert 0.3 < found < 0.9


def test_the_page_says_first_how_alike_honest_answers_are() -> None:
    """Then who has the same code, then pairs side by side with the lines marked."""
    changed = BOB.replace("return total", "return  0 + total").replace("max(1, ", "max(2, 1, ")
    text = page({"ada": ADA, "bob": BOB, "cy": CY, "dan": changed, "gus": STUB, "hal": STUB})
    said = Page(text).text()
    assert "Of 1 right answers of the course's own that were written apart, 0 are 80% alike" in said
    assert said.index("Of 1 right") < said.index("The same code") < said.index("Pairs that are")
    assert "2: ada , bob" in said
    assert "gus" not in said
    pairs = re.findall(r"<summary>(.*?)</summary>", text)
    assert [re.sub("<[^>]*>", "", pair).partition(": ")[2] for pair in pairs] == [
        "ada and dan",
        "bob and dan",
    ]
    assert "<mark>    distances = [(x - centre) ** 2 for x in xs]</mark>" in text


def test_chance_is_counted_by_functions_that_both_write() -> None:
    """Another way that leaves half of the tasks as they are is compared by the other half."""
    [found] = independent(ADA, [CY[CY.index("def spread") :]], GIVEN)
    assert found < 0.3
    assert independent(ADA, ["def something_else(x):\n    return x\n"], GIVEN) == []


@pytest.mark.parametrize("text", [*HOSTILE, "(" * 5000, "'''" * 99, "def f(:\n" * 50], ids=repr)
def test_hostile_code_and_names_are_inert(text: str) -> None:
    """Code is read by its letters, and shown as text."""
    parsed = Page(page({text: ADA + text, f"{text}2": BOB + text + "\nx = 1"}, above=0.0))
    assert [d for t, d in parsed.texts if t == "script"] == [(TEMPLATES / "report.js").read_text()]
    assert not [a for _, attrs in parsed.elements for a in attrs if a.startswith("on")]


def way(name: str, number: int) -> str:
    """A function that is written in one of many ways."""
    body = " ".join("+-*/"[(number >> 2 * k) % 4] + " x" for k in range(8))
    return f"def {name}(x):\n    y = x {body}\n    return y * x - 1\n"


def test_half_a_copy_stands_out_by_what_few_others_write() -> None:
    """Who shares rare ways is told with how many have them; common ways tell nobody."""
    names = "abcdefghijkl"
    rng = random.Random(3)
    ways = {f"s{n:02}": [rng.randrange(3) for _ in names] for n in range(20)}
    ways["s04"] = [*range(1000, 1006), *ways["s04"][6:]]
    ways["s09"] = [*ways["s04"][:6], *ways["s09"][6:]]
    texts = {s: "\n".join(map(way, names, own)) for s, own in ways.items()}
    rarity = Rarity(texts, set())
    assert rarity.apart()[1] == [("s04", "s09")]
    assert rarity.shared("s04", "s09")[:6] == [(name, 2) for name in "abcdef"]
    assert rarity.apart([("s04", "s09")])[1] == []
    said = Page(page(texts, above=2)).text()
    assert "Rare functions in common (1)" in said
    assert "with how many of 20 have it so: a 2, b 2, c 2, d 2, e 2, f 2" in said
    few = {student: texts[student] for student in list(texts)[:10]}
    assert Rarity(few, set()).apart()[1] == [], "of ten nobody knows what is rare"


def test_the_outermost_functions_are_found_in_one_go() -> None:
    """A method has its class before it; what stands within a function is a part of it."""
    inner = "    def g(y):\n        return y\n"
    text = f"def f(x):\n{inner}    return g\n\nclass A:\n    def f(s):\n        pass\n"
    assert list(outermost(text)) == ["f", "A.f"]
    assert "def g" in outermost(text)["f"]
    deep = "\n".join(f"{' ' * n}def f{n}():" for n in range(1000))
    assert list(outermost(deep)) == ["f0"]


@pytest.mark.full
@pytest.mark.parametrize(("name", "halves"), [("calculus_and_descent", 0), ("makemore4", 0.8)])
def test_whole_copies_are_told_and_honest_pairs_are_not(
    course: Course, name: str, halves: float
) -> None:
    """At the threshold of the command; half copies by rare functions, where a topic has many."""
    found = measure(course, course.topic(name), honest=60, copies=24)
    whole = [found.found(ABOVE, kind) for kind in found.copies if kind != HALF]
    assert sum(whole) / len(whole) > 0.85
    pairs, _ = found.false(ABOVE)
    assert pairs < 0.005
    assert found.rare_found[HALF] >= halves
    assert found.rare_false < 0.005
