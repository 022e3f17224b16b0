"""Runs this project's workflows for real under act, without Docker and without GitHub.

Remote actions cannot be fetched here: small stand-ins take their place, which do what the
workflows ask of them (check out, put Python on the path, keep and fetch artifacts and caches). All
commands of the workflows run as they are.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent

_CHECKOUT = """
[ "$PERSIST" = false ] || { echo "credentials would be kept"; exit 1; }
git init --quiet .
git fetch --quiet "$ORIGIN" "+refs/*:refs/origin/*"
if [ -n "$SPARSE" ]; then git sparse-checkout set --cone $SPARSE; fi
if [ -n "$REF" ]; then REF="refs/origin/heads/$REF"; fi
git checkout --quiet "${REF:-$GITHUB_SHA}"
"""
_PYTHON = """
cp -r "$SHIM" "$RUNNER_TEMP/python"
echo "$RUNNER_TEMP/python/bin" >> "$GITHUB_PATH"
"""
_UPLOAD = """
mkdir -p "$ARTIFACTS/$NAME"
found=
while read -r path; do
  [ -e "$path" ] || continue
  found=1
  if [ -d "$path" ]; then cp -r "$path"/. "$ARTIFACTS/$NAME"; else cp "$path" "$ARTIFACTS/$NAME"; fi
done <<< "$WHAT"
[ -n "$found" ] || [ "$MISSING" = ignore ] || { echo "no files to upload"; exit 1; }
"""
# As of version 5: one that is found by pattern is laid flat, and none is no error.
_DOWNLOAD = """
shopt -s nullglob
mkdir -p "$TARGET"
if [ -n "$NAME" ]; then
  [ -d "$ARTIFACTS/$NAME" ] || { echo "no artifact $NAME"; exit 1; }
  cp -r "$ARTIFACTS/$NAME"/. "$TARGET"
else
  found=("$ARTIFACTS"/$PATTERN)
  for folder in "${found[@]}"; do
    if [ "${#found[@]}" -eq 1 ] || [ "$MERGE" = true ]; then folder="$folder/."; fi
    cp -r "$folder" "$TARGET"
  done
fi
"""
# What it says goes to the file itself: the last line of a step may be lost on its way there.
# On GitHub's runners an environment comes back to its own place. Here every run has another one, so
# the place is no part of the key, and is written anew where files name it.
_RESTORE = """
key="${KEY%-"$GITHUB_WORKSPACE"}"
echo "cache-primary-key=$key" >> "$GITHUB_OUTPUT"
shopt -s nullglob
for kept in "$CACHES"/*; do
  found=$(cat "$kept/key")
  case "$found" in "$key" | "${OTHERS:-no prefix}"*) ;; *) continue ;; esac
  echo "restored $found" >> "$PRINTED"
  mkdir -p "$WHAT"
  cp -a "$kept/what"/. "$WHAT"
  while read -r old new; do
    { grep -rlI -e "$old" "$WHAT" || true; } | xargs -r sed -i "s#$old#$new#g"
  done <<< "$(cat "$kept/workspace") $GITHUB_WORKSPACE
$(cat "$kept/temp") $RUNNER_TEMP"
  if [ "$found" = "$key" ]; then echo "cache-hit=true" >> "$GITHUB_OUTPUT"; fi
  break
done
"""
_SAVE = """
kept=$(mktemp -d "$CACHES/.XXXXXX")
cp -a "$WHAT" "$kept/what"
echo "$KEY" > "$kept/key"
echo "$GITHUB_WORKSPACE" > "$kept/workspace"
echo "$RUNNER_TEMP" > "$kept/temp"
mv "$kept" "$CACHES/${kept##*/.}"
echo "kept $KEY" >> "$PRINTED"
"""
# Action -> its commands, and the variable that each of its inputs is handed over in.
_STANDS_IN: dict[str, tuple[str, dict[str, str]]] = {
    "actions/checkout": (
        _CHECKOUT,
        {"PERSIST": "persist-credentials", "SPARSE": "sparse-checkout", "REF": "ref"},
    ),
    "actions/setup-python": (
        _PYTHON,
        {"VERSION": "python-version", "CACHE": "cache", "KEY": "cache-dependency-path"},
    ),
    "actions/upload-artifact": (
        _UPLOAD,
        {"NAME": "name", "WHAT": "path", "MISSING": "if-no-files-found", "DAYS": "retention-days"},
    ),
    "actions/download-artifact": (
        _DOWNLOAD,
        {
            "NAME": "name",
            "PATTERN": "pattern",
            "MERGE": "merge-multiple",
            "TARGET": "path",
            "RUN": "run-id",
            "TOKEN": "github-token",
        },
    ),
    "actions/cache/restore": (
        _RESTORE,
        {"WHAT": "path", "KEY": "key", "OTHERS": "restore-keys"},
    ),
    "actions/cache/save": (_SAVE, {"WHAT": "path", "KEY": "key"}),
    # An App exists at GitHub only.
    "actions/create-github-app-token": ("exit 1", {"ID": "client-id"}),
}
_MAKES_VENV = 'if [ "$1 $2" = "-m venv" ]; then exec cp -r "$SHIM" "$3"; fi\n'
_OUTPUTS = ("cache-hit", "cache-primary-key")


@dataclass(frozen=True)
class Run:
    """One run of a workflow: job -> result, job -> its summary, what all steps printed."""

    jobs: dict[str, str]
    summaries: dict[str, str]
    printed: str
    artifacts: Path

    def annotations(self) -> list[str]:
        """The workflow commands that GitHub shows at a line."""
        lines = self.printed.split("\n")
        return [line for line in lines if line.startswith(("::error", "::warning", "::notice"))]


class Runner:
    """Runs workflows in `folder`; GitHub's API is at `api`."""

    def __init__(self, folder: Path, api: str) -> None:
        self._folder = folder
        self._api = api
        self._shim = _environment(folder / "python")
        self._caches = folder / "caches"
        self._caches.mkdir()

    def run(
        self,
        repository: Path,
        workflow: str,
        event: str,
        payload: Mapping[str, Any],
        *,
        secrets: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        artifacts: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Run:
        """Run one workflow of the checked-out `repository` for an event."""
        work = Path(tempfile.mkdtemp(prefix="run-", dir=self._folder))
        artifacts = artifacts or work / "artifacts"
        artifacts.mkdir(exist_ok=True)
        printed = work / "printed.txt"
        printed.touch()
        (work / "event.json").write_text(json.dumps(payload))
        # act loses output of steps that fail, so what bash prints is kept here as well. It takes
        # its own actions from GITHUB_SERVER_URL, so that and the like is set here.
        exports = [f"export {name}={value}" for name, value in (environment or {}).items()]
        lines = ['exec > >(tee -a "$PRINTED") 2>&1', "unset BASH_ENV", *exports, ""]
        (work / "bash.sh").write_text("\n".join(lines))
        files = [repository / ".github/workflows" / workflow]
        files += (repository / ".github/actions").glob("*/action.yml")
        text = "".join(file.read_text() for file in files)
        used = sorted(set(re.findall(r"uses: (\S+)@(\S+)", text)))
        command = [BIN / "act", event, "--json", "--no-skip-checkout", "--no-cache-server"]
        command += ["-P", "ubuntu-26.04=-self-hosted", "-W", f".github/workflows/{workflow}"]
        command += ["-e", work / "event.json", "--action-cache-path", work / "cache"]
        for name, at in used:
            _action(name, work / name)
            owner, project, *_ = name.split("/")
            command += ["--local-repository", f"{owner}/{project}@{at}={work / owner / project}"]
        handed = {
            "GITHUB_API_URL": self._api,
            "GITHUB_REPOSITORY": payload["repository"]["full_name"],
            "ORIGIN": str(repository),
            "SHIM": str(self._shim),
            "ARTIFACTS": str(artifacts),
            "CACHES": str(self._caches),
            "PRINTED": str(printed),
            "BASH_ENV": str(work / "bash.sh"),
            # What is needed is there; pip finds that out without asking an index.
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        given = (("--env", handed), ("--secret", secrets or {}), ("--var", variables or {}))
        for option, values in given:
            for name, value in values.items():
                command += [option, f"{name}={value}"]
        done = subprocess.run(
            command,
            cwd=repository,
            env={"PATH": os.environ["PATH"], "HOME": str(work)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        jobs: dict[str, str] = {}
        summaries: dict[str, str] = {}
        for line in done.stdout.splitlines() + done.stderr.splitlines():
            said = json.loads(line) if line.startswith("{") else {}
            job = said.get("job", "").partition("/")[2]
            if "jobResult" in said:
                jobs[job] = said["jobResult"]
            if said.get("command") == "summary":
                summaries[job] = summaries.get(job, "") + said["content"]
        # A job that is skipped says nothing.
        assert jobs or done.returncode == 0, done.stdout + done.stderr
        return Run(jobs, summaries, printed.read_text(), artifacts)


def _action(name: str, folder: Path) -> None:
    """A composite action in place of `name`."""
    script, handed = _STANDS_IN[name]
    folder.mkdir(parents=True)
    step = {
        "id": "step",
        "shell": "bash",
        "run": script,
        "env": {variable: f"${{{{ inputs.{given} }}}}" for variable, given in handed.items()},
    }
    action = {
        "name": name,
        "description": "stands in for the action of this name",
        "inputs": {given: {"description": given, "default": ""} for given in handed.values()},
        "outputs": {
            name: {"description": name, "value": f"${{{{ steps.step.outputs.{name} }}}}"}
            for name in _OUTPUTS
        },
        "runs": {"using": "composite", "steps": [step]},
    }
    (folder / "action.yml").write_text(json.dumps(action))  # JSON is YAML


def _environment(folder: Path) -> Path:
    """A Python that has what this one has; whatever pip installs stays in it."""
    venv.create(folder, symlinks=True)
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    known = dict.fromkeys(map(sysconfig.get_path, ("purelib", "platlib")))
    site.joinpath("known.pth").write_text("".join(f"{path}\n" for path in known))
    # What pip would write for pytest, were it not there already.
    command = folder / "bin" / "pytest"
    _, script = (BIN / "pytest").read_text().split("\n", 1)
    command.write_text(f"#!/usr/bin/env python\n{script}")
    command.chmod(0o755)
    # An environment that a workflow makes has what this one has, too.
    python = folder / "bin/python"
    program = python.with_name("python-program")
    python.rename(program)
    python.write_text(f'#!/bin/sh\n{_MAKES_VENV}exec "${{0%/*}}/{program.name}" "$@"\n')
    python.chmod(0o755)
    return folder
