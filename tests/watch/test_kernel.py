"""A notebook in a real kernel: magics, check(), the way into a file, whose repository it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.watch.small import SOFTMAX, TOPIC, WRONG, learner

pytestmark = pytest.mark.full


def run(folder: Path, *cells: str) -> list[str]:
    """What each cell shows, run by a kernel in `folder`."""
    from nbclient import NotebookClient
    from nbformat import v4

    make: Any = v4
    book = make.new_notebook(cells=[make.new_code_cell(cell) for cell in cells])
    NotebookClient(
        book,
        timeout=300,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    shown = []
    for cell in book.cells:
        texts = []
        for output in cell.outputs:
            data = output.get("data", {})
            texts += [output.get("text", ""), data.get("text/plain", ""), output.get("evalue", "")]
            texts += ["<html>"] if "text/html" in data else []
        shown.append("\n".join(text for text in texts if text))
    return shown


def test_a_session(root: Path, tmp_path: Path) -> None:
    """What a learner does, from the first line to the file."""
    learner(root, tmp_path)
    folder = tmp_path / "exercises" / TOPIC
    shown = run(
        folder,
        "%load_ext grader",
        "import torch",
        f"%%check softmax{WRONG}",
        "%grader save softmax",
        f"{SOFTMAX}\n",
        "from grader import check\ncheck(softmax)",
        "%grader solution softmax",
        "%grader save softmax",
        "%grader save softmax -y",
        "%%check softmax\ndef softmax(logits, dim=-1):\n    import os; os._exit(3)",
        "%%check softmax\nraise ValueError('of the cell')",
        "check(len)",
        "check(3)",
        "%grader nonsense",
        "%grader hint softmax",
    )
    says = (
        *("", "", "FAIL", "note: softmax does not pass yet; it is saved as it stands", "", "pass"),
        "it passes here; write it into the file first: %grader save softmax",
        *("nobody is there to ask", "written: "),
        *("exit status 3", "of the cell", "no task asks for len", "takes functions"),
        *("knows no 'nonsense'", "hint 1 of "),
    )
    for number, (text, said) in enumerate(zip(shown, says, strict=True)):
        assert said in text, f"cell {number}: {text}"
    assert "<html>" in shown[2]
    assert "<html>" in shown[5]
    assert "shifted.exp()" in (folder / "losses.py").read_text()
    assert not (tmp_path / "build/progress").exists()


def test_it_belongs_to_the_repository_it_lies_in(root: Path, tmp_path: Path) -> None:
    """Not to another clone, whichever engine is installed; outside of any it is said."""
    one, other, nowhere = tmp_path / "one", tmp_path / "other", tmp_path / "nowhere"
    nowhere.mkdir()
    for folder in (one, other):
        learner(root, folder)
    path = other / "exercises" / TOPIC / "losses.py"
    path.write_text(path.read_text() + SOFTMAX)
    cell = "%load_ext grader\ncheck('softmax')"
    assert "pass" in run(other / "exercises" / TOPIC, cell)[0]
    assert "not started" in run(one / "exercises", cell)[0]
    assert "lies in no repository of a course" in run(nowhere, cell)[0]
