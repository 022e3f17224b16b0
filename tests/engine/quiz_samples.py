"""A course with one topic that asks a question of every type; its solution file is a stub."""

from __future__ import annotations

from pathlib import Path

from grader.course.manifest import Course, load_course

QUESTIONS = """
[[questions]]
id = "QZ-Q1"
points = 2
plan = ["S5"]
stem = "Which letter?"
[[questions.parts]]
type = "mc"
choices = [
    { key = "A", text = "one" }, { key = "B", text = "two" },
    { key = "C", text = "six" }, { key = "D", text = "ten" },
]

[[questions]]
id = "QZ-Q2"
points = 2
plan = ["S5"]
stem = "Which letters?"
[[questions.parts]]
type = "multi"
choices = [
    { key = "A", text = "one" }, { key = "B", text = "two" },
    { key = "C", text = "six" }, { key = "D", text = "ten" },
]

[[questions]]
id = "QZ-Q3"
points = 5
plan = ["S5"]
stem = "Give numbers; where asked, to 3 significant digits, or to 2 significant digits."
[[questions.parts]]
key = "a"
type = "num"
text = "whole"
[[questions.parts]]
key = "b"
type = "num"
digits = 3
text = "rounded"
[[questions.parts]]
key = "c"
type = "num"
length = 3
text = "a list"
[[questions.parts]]
key = "d"
type = "num"
length = 2
digits = 2
text = "a rounded list"
[[questions.parts]]
key = "e"
type = "num"
digits = 3
text = "one"
[[questions.parts]]
key = "f"
type = "shape"
text = "shape"

[[questions]]
id = "QZ-Q4"
points = 4
plan = ["S5"]
stem = "Which order?"
[[questions.parts]]
type = "order"
choices = [
    { key = "A", text = "one" }, { key = "B", text = "two" }, { key = "C", text = "three" },
]

[[questions]]
id = "QZ-Q5"
points = 4
plan = ["S5"]
stem = "Which pairs?"
[[questions.parts]]
type = "match"
left = [{ key = "1", text = "one" }, { key = "2", text = "two" }]
choices = [
    { key = "A", text = "one" }, { key = "B", text = "two" }, { key = "C", text = "three" },
]

[[questions]]
id = "QZ-Q6"
points = 3
plan = ["S5"]
stem = "True, and why?"
[[questions.parts]]
type = "tf_reason"
choices = [
    { key = "A", text = "one" }, { key = "B", text = "two" }, { key = "C", text = "three" },
]

[[prompts]]
id = "QZ-X1"
plan = ["S7"]
title = "why it is so"
text = "Say in your own words why gradients of a value that is used twice add up."
min_words = 12
"""

KEY = """
[[answers]]
id = "QZ-Q1"
[[answers.parts]]
answer = "B"
explanation = "Q1 is two."
wrong = [
    { answer = "A", text = "Q1 A no." }, { answer = "C", text = "Q1 C no." },
    { answer = "D", text = "Q1 D no." },
]

[[answers]]
id = "QZ-Q2"
[[answers.parts]]
answer = ["A", "C"]
explanation = "Q2 is one and six."
wrong = [
    { answer = "A", text = "Q2 A." }, { answer = "B", text = "Q2 B." },
    { answer = "C", text = "Q2 C." }, { answer = "D", text = "Q2 D." },
]

[[answers]]
id = "QZ-Q3"
[[answers.parts]]
key = "a"
answer = -3
explanation = "a is -3."
wrong = [{ answer = 3, text = "a has a sign." }, { answer = 0.5, text = "a is no half." }]
[[answers.parts]]
key = "b"
answer = 0.628
explanation = "b is 0.628."
wrong = [{ answer = 0.314, text = "b is twice that." }, { answer = -0.628, text = "b is above 0." }]
[[answers.parts]]
key = "c"
answer = [6, 8, 20]
explanation = "c is a list."
wrong = [{ answer = [6, 8, 0], text = "c ends otherwise." }, { answer = [8, 6, 20], text = "c." }]
[[answers.parts]]
key = "d"
answer = [-0.25, 1.0]
explanation = "d is rounded."
wrong = [{ answer = [0.25, 1.0], text = "d sign." }, { answer = [-0.5, 1.0], text = "d half." }]
[[answers.parts]]
key = "e"
answer = 1.0
explanation = "e is 1.00."
wrong = [{ answer = 2, text = "e is half." }, { answer = 0.5, text = "e is twice." }]
[[answers.parts]]
key = "f"
answer = [32, 27]
explanation = "f is a shape."
wrong = [{ answer = [27, 32], text = "f is turned." }, { answer = [], text = "f has axes." }]

[[answers]]
id = "QZ-Q4"
[[answers.parts]]
answer = ["C", "A", "B"]
explanation = "Q4 in order."
wrong = [{ place = 1, answer = "A", text = "Q4 A." }, { place = 2, answer = "B", text = "Q4 B." }]

[[answers]]
id = "QZ-Q5"
[[answers.parts]]
answer = { 1 = "B", 2 = "A" }
explanation = "Q5 in pairs."
wrong = [{ place = "1", answer = "C", text = "1C." }, { place = "2", answer = "B", text = "2B." }]

[[answers]]
id = "QZ-Q6"
[[answers.parts]]
answer = { verdict = false, reason = "B" }
explanation = "Q6 is false."
wrong = [
    { answer = true, text = "Q6 not true." }, { answer = "A", text = "Q6 A." },
    { answer = "C", text = "Q6 C." },
]

[[rubrics]]
id = "QZ-X1"
points = ["both uses are named", "the sum"]
"""

RIGHT = """
QZ-Q1 = "B"
QZ-Q2 = ["A", "C"]
QZ-Q3.a = -3
QZ-Q3.b = 0.628
QZ-Q3.c = [6, 8, 20]
QZ-Q3.d = [-0.25, 1.0]
QZ-Q3.e = 1.0
QZ-Q3.f = [32, 27]
QZ-Q4 = ["C", "A", "B"]
QZ-Q5 = { 1 = "B", 2 = "A" }
QZ-Q6 = { verdict = false, reason = "B" }
"""

RECOMPUTE = """
def qz_q3_a(): return 1 - 4
def qz_q3_b(): return 2 * 3.14159 / 10
def qz_q3_c(): return (6.0, 8.0, 4 * 5)
def qz_q3_d(): return [-1 / 4, 1.0]
def qz_q3_e(): return 3 / 3
def qz_q3_f(): return (32, 27)
"""

TOPIC = """
title = "Quiz"
hours = "1"
pass_mark = 60
[[files]]
name = "one.py"
title = "one task"
[[files.tasks]]
id = "one"
ref = "QZ-E1"
title = "the number one"
points = 80
hints = ["Where?", "Which?"]
"""


def write_quiz(root: Path, *, due: str = "", feedback: str = "") -> Course:
    """Write the course below `root`, and load it."""
    topic = f'[[topics]]\nid = "quiz"\n{f"due = {due}" if due else ""}\n'
    policy = f'[questions]\nfeedback = "{feedback}"\n' if feedback else ""
    files = {
        "exercises/course.toml": f'title = "Sample"\nversion = "1"\n{topic}{policy}',
        "exercises/quiz/topic.toml": TOPIC,
        "exercises/quiz/questions.toml": QUESTIONS,
        "exercises/quiz/one.py": "def one():\n    raise NotImplementedError\n",
        "reference/quiz/answers.toml": KEY,
        "reference/quiz/recompute.py": RECOMPUTE,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return load_course(root)
