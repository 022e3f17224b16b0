"""GitHub's own description of what we use (.ci/openapi), and what of an exchange does not fit it.

The fake GitHub of the tests and our client were written by the same hands. Here both are held to
what GitHub publishes. The fake answers with fewer fields than GitHub; those it has must be right.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators

# Said of all requests, in prose: what has moved; who is not known, may not, or may not even know;
# who asks too often.
_ANYWHERE = (301, 401, 403, 404, 429)
# The description has no refusal of a name that is taken, nor of a branch without its permission.
_UNDESCRIBED_STATUS = (("POST", "/generate", 422), ("POST", "/git/refs", 500))
# A pull request whose fork is deleted has no repository: GitHub answers so without describing it.
_UNDESCRIBED = ("head.repo None is not of type 'object'",)
PATH = Path(__file__).with_name("github_openapi.json")


def _any_of(validator: Any, options: Any, instance: Any, schema: Any) -> Any:
    """`oneOf` where fields may be left out: what fits several is fine."""
    return Draft202012Validator.VALIDATORS["anyOf"](validator, options, instance, schema)


# A part of an answer: nothing is required, and so it may fit several of `oneOf`.
_Part = validators.extend(Draft202012Validator, {"required": lambda *_: None, "oneOf": _any_of})


@cache
def description() -> dict[str, Any]:
    """The description, as JSON Schema has it: `nullable` is a type of its own there."""
    made: dict[str, Any] = _nullable(json.loads(PATH.read_text()))
    return made


def _nullable(node: Any) -> Any:
    if isinstance(node, list):
        return [_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _nullable(value) for key, value in node.items() if key != "nullable"}
    # A field may be called so, too.
    return {"anyOf": [inner, {"type": "null"}]} if node.get("nullable") is True else inner


def operation(method: str, path: str) -> dict[str, Any] | None:
    """The description of a request, None where we have none of its path."""
    # Where a repository that was renamed is found; described in prose.
    path = re.sub(r"^/repositories/\d+", "/repos/moved/moved", path)
    for pattern, methods in description()["paths"].items():
        # A branch's name holds slashes.
        shape = re.sub(r"\{ref\}", ".+", pattern)
        if re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", shape), path):
            found: dict[str, Any] | None = methods.get(method.lower())
            if found is not None:
                return found
    return None


def violations(
    method: str, path: str, query: dict[str, str], body: Any, status: int, answer: Any
) -> list[str]:
    """What of an exchange does not fit the description, a line each."""
    found = operation(method, path)
    where = f"{method} {path}"
    if found is None:
        return [] if status in _ANYWHERE else [f"{where}: GitHub describes no such request"]
    known = [_resolved(parameter) for parameter in found.get("parameters", [])]
    names = {parameter["name"]: parameter for parameter in known if parameter["in"] == "query"}
    said = []
    for name, value in query.items():
        if name not in names:
            said.append(f"{where}: no parameter {name}")
        else:
            said += _problems(_typed(value, names[name]["schema"]), names[name]["schema"], where)
    if method != "GET" and status < 400:
        content = _resolved(found["requestBody"])["content"]["application/json"]
        said += [f"sent to {line}" for line in _problems(body, content["schema"], where)]
    answers = found["responses"]
    undescribed = any(
        (method, status) == (m, s) and path.endswith(end) for m, end, s in _UNDESCRIBED_STATUS
    )
    if undescribed and str(status) not in answers:
        return said
    if str(status) not in answers:
        return said if status in _ANYWHERE else [*said, f"{where}: no answer of status {status}"]
    content = _resolved(answers[str(status)]).get("content", {}).get("application/json")
    if content and status < 400:
        said += [f"answer to {line}" for line in _problems(answer, content["schema"], where, _Part)]
    return said


def _typed(value: str, schema: dict[str, Any]) -> Any:
    return int(value) if schema.get("type") == "integer" and value.isdigit() else value


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: dict[str, Any] = description()["components"][kind][name]
    return found


def _problems(
    value: Any, schema: dict[str, Any], where: str, kind: Any = Draft202012Validator
) -> list[str]:
    whole = {"components": description()["components"], "allOf": [schema]}
    said = [
        f"{where}: {'.'.join(map(str, error.absolute_path))} {error.message[:200]}"
        for error in kind(whole).iter_errors(value)
    ]
    return [line for line in said if not line.endswith(_UNDESCRIBED)]
