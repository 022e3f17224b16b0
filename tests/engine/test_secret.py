"""The secret that inputs are derived from: made once, for nobody else to read, never too short."""

from __future__ import annotations

from pathlib import Path

import pytest

from classroom.grade.secret import VARIABLE, known_secrets, load_secret
from grader.errors import UsageError


@pytest.fixture(autouse=True)
def _none_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    """Two courses have two; a second run finds the same, which nobody else can read."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    secret = load_secret(tmp_path / "one")
    path = tmp_path / "one/.grader/secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == secret
    assert len(bytes.fromhex(secret.decode())) == 32
    assert load_secret(tmp_path / "one") == secret
    assert load_secret(tmp_path / "other") != secret


def test_that_of_the_environment_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs 32 characters, and nothing is written."""
    monkeypatch.setenv(VARIABLE, "x" * 32)
    assert load_secret(tmp_path) == b"x" * 32
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(VARIABLE, "x" * 31)
    with pytest.raises(UsageError, match="shorter than 32"):
        load_secret(tmp_path)


@pytest.mark.parametrize(("length", "right"), [(31, False), (32, True)])
def test_a_file_that_is_cut_off_is_no_secret(tmp_path: Path, length: int, right: bool) -> None:
    """A sentence says to remove it; what is long enough is used as it is."""
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader/secret").write_bytes(b"s" * length)
    if right:
        assert load_secret(tmp_path) == b"s" * length
    else:
        with pytest.raises(UsageError, match="too short for a secret; remove it"):
            load_secret(tmp_path)
    assert known_secrets(tmp_path) == [b"s" * length] * right


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """It names the variable that does without."""
    (tmp_path / ".grader").write_text("in the way")
    with pytest.raises(UsageError, match=r"cannot use the secret at .*set \$GRADER_SECRET"):
        load_secret(tmp_path)


def test_all_secrets_that_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the file and that of the environment; none is made."""
    assert known_secrets(tmp_path) == []
    secret = load_secret(tmp_path)
    monkeypatch.setenv(VARIABLE, "y" * 32)
    assert known_secrets(tmp_path) == [secret, b"y" * 32]
    monkeypatch.setenv(VARIABLE, "short")
    assert known_secrets(tmp_path) == [secret]
