"""Draws the pictures of README.md: python docs/figures/pictures.py [terminal] [class].

terminal.svg is what pytest says of a task with a known mistake. class.png is the first page of
`grader demo`, which takes a minute, and needs Chromium; inputs.txt keeps a hash of what decides how
it looks. tests/repository/test_pictures.py says which picture is out of date.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

TERMINAL, CLASS, INPUTS = HERE / "terminal.svg", HERE / "class.png", HERE / "inputs.txt"
COMMAND = "pytest exercises/makemore4 -k dcounts"
WIDTH, PIXELS = 100, 1400
_SECONDS = re.compile(r"\bin \d+\.\d+s")
# Without the fonts that rich would fetch from a server.
_SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>A terminal: what pytest says of a wrong task</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def said() -> str:
    """What the terminal shows, with its colours: a task with a mistake that the course knows."""
    from classroom.author.compose import with_override
    from grader.course.manifest import load_course

    course = load_course(ROOT)
    topic = course.topic("makemore4")
    override = course.reference / "makemore4/mistakes/dcounts_only_probs.py"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "exercises", folder / "exercises")
        shutil.copy(ROOT / "pyproject.toml", folder)
        for path, text in with_override(course, topic, override).items():
            (folder / path).write_text(text, encoding="utf-8")
        command = [Path(sys.executable).with_name("pytest"), *COMMAND.split()[1:]]
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", "--color=yes"],
            cwd=folder,
            env=os.environ | {"COLUMNS": str(WIDTH)},
            capture_output=True,
            text=True,
            check=False,
        )
    return _SECONDS.sub("in 0.40s", done.stdout)


def terminal(text: str) -> str:
    """The text as a picture of a terminal."""
    from rich.console import Console
    from rich.text import Text

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True)
        console.print(Text.from_ansi(f"$ {COMMAND}\n{text.rstrip()}"), soft_wrap=False)
        svg = console.export_svg(title="terminal", code_format=_SVG, unique_id="t")
    return re.sub(r"[ \t]+\n", "\n", svg)


def draw_class() -> None:
    """The demo's first page, as a picture of few colours."""
    from PIL import Image
    from tests.browser import browser

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [Path(sys.executable).with_name("grader"), "demo", "--folder", folder / "demo"]
        report = Path(os.environ.get("REPORT") or folder / "report")
        if not (report / "index.html").is_file():
            subprocess.run([*command, "--out", report], cwd=ROOT, check=True)
        with browser(folder / "profile") as tab:
            tab.look(PIXELS)
            tab.bars(shown=False)
            tab.open(report / "index.html")
            tab.picture(folder / "whole.png", whole=True)
        picture = Image.open(folder / "whole.png").convert("RGB")
        picture = picture.crop((0, 0, PIXELS, min(picture.height, 1400)))
        picture.quantize(48, dither=Image.Dither.NONE).save(CLASS, optimize=True)


def digests() -> dict[str, str]:
    """Picture -> a hash of what it shows: of the class what makes its page look as it does."""
    report = ROOT / "src/classroom/report"
    names = ("templates/base.html.j2", "templates/index.html.j2", "templates/report.css")
    page = b"\0".join((report / name).read_bytes() for name in (*names, "pages/index.py"))
    return {"class": hashlib.sha256(page).hexdigest()}


def kept() -> dict[str, str]:
    """The hashes of when the pictures were drawn."""
    return dict(line.split() for line in INPUTS.read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Draw the pictures that are named, or both."""
    wanted = sys.argv[1:] or ["terminal", "class"]
    if "terminal" in wanted:
        TERMINAL.write_text(terminal(said()), encoding="utf-8")
    if "class" in wanted:
        draw_class()
        lines = [f"{name} {digest}\n" for name, digest in digests().items()]
        INPUTS.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
