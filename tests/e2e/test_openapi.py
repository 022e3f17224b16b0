"""What holds the fake GitHub and the client to GitHub's own description bites."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.e2e.openapi import description, operation, violations

from grader.push import models

REPOSITORY = "/repos/class/ada"
ISSUES = f"{REPOSITORY}/issues"
ISSUE = {"number": 1, "title": "Feedback", "body": None, "state": "open"}


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (("GET", ISSUES, {"state": "open"}, {}, 200, [ISSUE]), ""),
        (("GET", ISSUES, {"state": "all", "per_page": "100"}, {}, 200, []), ""),
        (("GET", ISSUES, {"status": "open"}, {}, 200, []), "no parameter status"),
        (("GET", ISSUES, {"state": "opened"}, {}, 200, []), "'opened' is not one of"),
        (("GET", ISSUES, {}, {}, 200, [ISSUE | {"number": "1"}]), "0.number '1' is not of type"),
        (("GET", ISSUES, {}, {}, 200, ISSUE), "is not of type 'array'"),
        (("GET", ISSUES, {}, {}, 206, []), "no answer of status 206"),
        (("GET", ISSUES, {}, {}, 401, {}), ""),
        (("POST", ISSUES, {}, {"title": "F", "body": "x"}, 201, ISSUE), ""),
        (("POST", ISSUES, {}, {"body": "x"}, 201, ISSUE), "'title' is a required property"),
        (("POST", ISSUES, {}, {"body": "x"}, 422, {}), ""),
        (("PUT", ISSUES, {}, {}, 200, {}), "GitHub describes no such request"),
        (("GET", f"{REPOSITORY}/activity", {"page": "2"}, {}, 200, []), "no parameter page"),
        (("GET", f"{REPOSITORY}/git/ref/heads/a/b", {}, {}, 200, {"ref": "refs/heads/a/b"}), ""),
    ],
    ids=range(14),
)
def test_an_exchange_is_compared(exchange: Any, said: str) -> None:
    """Paths, parameters, bodies, statuses and the fields that an answer has."""
    found = violations(*exchange)
    assert (found == []) if not said else said in "\n".join(found), found


MODELS = {
    ("GET", REPOSITORY): models.Repository,
    ("GET", ISSUES): models.Issue,
    ("GET", f"{ISSUES}/1/comments"): models.Comment,
    ("GET", f"{REPOSITORY}/pulls"): models.Pull,
    ("GET", f"{REPOSITORY}/git/ref/heads/main"): models.Ref,
    ("GET", f"{REPOSITORY}/commits"): models.Commit,
    ("GET", f"{REPOSITORY}/invitations"): models.Invitation,
    ("GET", f"{REPOSITORY}/activity"): models.Activity,
    ("GET", "/user"): models.User,
}


@pytest.mark.parametrize("request_", MODELS, ids=lambda pair: pair[1])
def test_what_we_read_is_what_github_describes(request_: tuple[str, str]) -> None:
    """Each field of ours is a field of GitHub's, and may be null where it may be there."""
    found = operation(*request_)
    assert found is not None
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    expect_described(MODELS[request_], schema.get("items", schema))


def expect_described(model: type[msgspec.Struct], schema: dict[str, Any]) -> None:
    """Expect every field of `model` in the properties of `schema`."""
    properties = flat(schema)
    for field in msgspec.structs.fields(model):
        assert field.encode_name in properties, f"{model.__name__} reads {field.encode_name}"
        options = [resolve(one) for one in properties[field.encode_name]]
        nullable = any(one.get("type") == "null" for one in options)
        if nullable:
            kinds = getattr(field.type, "__args__", ())
            assert type(None) in kinds, f"{model.__name__}.{field.name} may be null"


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in schema:
        _, _, kind, name = schema["$ref"].split("/")
        schema = description()["components"][kind][name]
    return schema


def flat(schema: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Property -> its possible schemas, over all alternatives."""
    schema, found = resolve(schema), {}
    for name, each in schema.get("properties", {}).items():
        each = resolve(each)
        found[name] = each.get("anyOf", [each])
    for word in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(word, []):
            for name, schemas in flat(option).items():
                found[name] = found.get(name, []) + schemas
    return found
