"""The course of mini_course.py with an experiment: how fast doubling grows."""

from __future__ import annotations

from pathlib import Path

from tests.engine.mini_course import FILES as MINI
from tests.engine.mini_course import write_mini

FILES = {
    "exercises/mini/topic.toml": MINI["exercises/mini/topic.toml"].replace(
        "pass_mark = 60\n", 'pass_mark = 60\nsupport = ["experiments.py"]\n'
    )
    + """
[[experiments]]
id = "doublings"
ref = "MI-L1"
title = "how fast doubling grows"
points = 5
minutes = 5
difficulty = 1
requires = ["double"]
goal = "end above 1,000"
goal_points = 2
hints = ["the steps", "try a larger start"]
question = "A number is doubled 12 times. What does it end at?"

[experiments.predict]
text = "What does a start of 1 end at?"
choices = [
    { key = "A", text = "below 100" },
    { key = "B", text = "between 100 and 1,000" },
    { key = "C", text = "above 1,000" },
]

[[experiments.settings]]
name = "start"
kind = "float"
low = 0.001
high = 10.0
default = 0.01
says = "the number at the start"

[[experiments.settings]]
name = "steps"
kind = "int"
low = 1
high = 12
default = 12
says = "how often it is doubled"

[[experiments.found]]
name = "end"
says = "the number at the end"
tolerance = 0.5

[[experiments.found]]
name = "half"
says = "the number after half of the steps"
tolerance = 0.05
""",
    "exercises/mini/experiments.py": '''"""What the experiment of this topic measures."""

from grader import Measured, experiment, observe


@observe
def doubled(m, start, steps):
    """All numbers on the way."""
    numbers = [start]
    for _ in range(steps):
        numbers.append(m.double(numbers[-1]))
    return numbers


def fits(settings):
    """Start and steps together have a limit."""
    start, steps = settings["start"], settings["steps"]
    return "start times steps is at most 100" if start * steps > 100 else ""


@experiment("doublings", deadline=5.0, fits=fits)
def doublings(student, settings, size):
    """what a number ends at"""
    steps = settings["steps"] * (1 if size == "graded" else 2)
    numbers = student.of("double").run(doubled, settings["start"], steps)
    end, half = numbers[steps], numbers[steps // 2]
    return Measured(
        found={"end": end, "half": half},
        others={"the number before the last step": numbers[steps - 1]},
        goal=end > 1000,
        curves={"doubled": numbers},
        x="step",
        at=range(steps + 1),
        y="number",
        tell=[f"{steps} steps"],
    )
''',
    "reference/mini/experiments.toml": """[doublings]
answer = "C"
A = "Twelve doublings are a factor of 4,096."
B = "Ten doublings are a factor of about 1,000 already."
C = "Twelve doublings are a factor of 4,096."
right = [
    { settings = { start = 1.0 }, goal = true },
    { settings = { start = 0.5 }, goal = true },
    { settings = { start = 2.0, steps = 10 }, goal = true },
    { settings = { start = 0.1 }, goal = false },
    { settings = { start = 1.0, steps = 3 }, goal = false },
]

[[doublings.wrong]]
settings = { start = 1.0 }
found_of = { start = 0.5 }
says = "not of these settings"

[[doublings.wrong]]
settings = { start = 1.0 }
taken = "the number before the last step"
says = "the number before the last step"

[[doublings.wrong]]
settings = { start = 0.1 }
scale = 100.0
says = "100 times"

[[doublings.wrong]]
settings = { start = 11.0 }
found = { end = 1.0, half = 1.0 }
says = "from 0.001 to 10"
""",
    "reference/mini/report.toml": """[MI-L1]
prediction = "C"
settings = { start = 1.0, steps = 12 }
found = { end = 4096.0, half = 64.0 }
because = "Each step doubles."
""",
}


def write_experiment(root: Path) -> Path:
    """Write the course with its experiment below `root`; its folder."""
    write_mini(root)
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root
