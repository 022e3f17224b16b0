"""Read a learner's answers.toml: what is answered, and what is expected where the form is wrong.

An answer becomes a tuple of short texts, its canonical form, so that equal answers are equal
however they were typed. Answers are text of a submission: bounded, and never run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grader.course.questions import ANSWERS, Part, Sheet
from grader.escape import plain
from grader.quiz.lines import read_lines

MAX_BYTES = 32 << 10
_MAX_PROBLEMS = 20
_LARGEST, _SMALLEST = Decimal("1e15"), Decimal("1e-30")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")

Value = tuple[str, ...]


class MalformedAnswer(Exception):
    """An answer of the wrong form. Its text says what is expected and what is there."""


@dataclass(frozen=True)
class Given:
    """What stands at one part: `value` if it can be judged, `problem` if not, else nothing."""

    value: Value | None = None
    problem: str = ""
    shown: str = ""
    raw: Any = None


@dataclass
class Answers:
    """All answers by the name of the part; `problems` concern the file or unknown keys."""

    parts: dict[str, Given]
    problems: list[str] = field(default_factory=list)


def read_answers(sheet: Sheet, text: str, file: str = ANSWERS) -> Answers:
    """The answers in the text of an answers.toml, or of another `file` of this form."""
    parts = sheet.named_parts
    answers = Answers(dict.fromkeys(parts, Given()))
    found = _names(_parse(text, file, answers.problems), sheet, file, answers.problems)
    for name, raw in found.items():
        if name in parts:
            answers.parts[name] = _given(parts[name], raw)
    more = len(answers.problems) - _MAX_PROBLEMS
    if more > 0:
        answers.problems[_MAX_PROBLEMS:] = [f"{file}: {more} more lines or keys that are not known"]
    return answers


def canonical(part: Part, raw: Any) -> Value | None:
    """The canonical form of an answer, None for one that is empty. Raises Malformed."""
    if isinstance(raw, str) and not raw.strip():
        return None
    if isinstance(raw, dict) and raw and all(v == "" for v in raw.values()):
        return None
    try:
        return _READERS[part.type](part, raw)
    except _Wrong as e:
        because = f" ({e})" if str(e) else ""
        raise MalformedAnswer(f"expected {expected(part)}; got {_shown(raw)}{because}") from None


def expected(part: Part) -> str:
    """What an answer to `part` looks like, with an example that says nothing about the answer."""
    keys = ", ".join(part.keys)
    if part.type in ("mc", "plot"):
        return f"one of {keys}"
    if part.type == "multi":
        return f'a list of letters out of {keys}, for example ["A", "B"]'
    if part.type == "order":
        return f'{keys} in the right order, for example ["B", "A", ...]'
    if part.type == "match":
        left = ", ".join(item.key for item in part.left)
        return f'a letter for each of {left}, for example {{ 1 = "A", 2 = "B", ... }}'
    if part.type == "tf_reason":
        return f'{{ verdict = true, reason = "A" }}, with true or false and one of {keys}'
    if part.type == "shape":
        return "a shape, for example [5, 3]"
    example = "0.25" if part.digits else "12"
    if part.length:
        return f"a list of {part.length} {part.number}, for example [{example}, ...]"
    return f"a {part.number}, for example {example}"


def toml(value: Any) -> str:
    """An answer as a value of TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def number(value: Decimal, digits: int | None) -> str:
    """The canonical form: a whole number as it is, else mantissa and exponent at `digits`."""
    if value == 0:
        return "0"
    if digits is None:
        whole = value == value.to_integral_value()
        return str(int(value)) if whole else format(value.normalize(), "f")
    exponent = value.adjusted() - digits + 1
    mantissa = int(value.scaleb(-exponent).quantize(Decimal(1), ROUND_HALF_UP))
    if abs(mantissa) == 10**digits:
        mantissa, exponent = mantissa // 10, exponent + 1
    return f"{mantissa}e{exponent}"


def near(canon: str, digits: int | None) -> list[str]:
    """`canon` and the forms at most one unit in the last place away; itself for whole numbers."""
    if digits is None or canon == "0":
        return [canon]
    mantissa, exponent = (int(text) for text in canon.split("e"))
    unit = Decimal(1).scaleb(exponent)
    middle = mantissa * unit
    values = [middle, middle + unit, middle - unit]
    if abs(mantissa) == 10 ** (digits - 1):
        # Below a power of ten the last place is a tenth: 0.990 to 0.999 are near 1.00.
        sign = -1 if mantissa < 0 else 1
        values += [middle - sign * step * unit / 10 for step in range(1, 10)]
    return list(dict.fromkeys(number(value, digits) for value in values))


class _Wrong(Exception):
    """An answer of the wrong form; its text is a hint, or empty."""


def _parse(text: str, file: str, problems: list[str]) -> dict[str, Any]:
    """What the text says; each line that cannot be read is named in `problems`."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        problems.append(f"{file} is larger than {MAX_BYTES >> 10} KB, so it is not read")
        return {}
    found, bad = read_lines(text)
    problems += [f"{file} {line}" for line in bad]
    return found


def _names(data: dict[str, Any], sheet: Sheet, file: str, problems: list[str]) -> dict[str, Any]:
    """The name of a part -> what is given there; what fits no part goes to `problems`."""
    known = {question.id: question for question in sheet.questions}
    found: dict[str, Any] = {}
    for name, raw in data.items():
        question = known.get(name)
        if question is None:
            shown = plain(name, 40)
            problems.append(f"{file}: there is no question {shown}; the ids are in questions.md")
        elif len(question.parts) == 1:
            found[name] = raw
        elif isinstance(raw, dict):
            keys = [part.key for part in question.parts]
            found |= {f"{name}.{key}": value for key, value in raw.items()}
            problems += [
                f"{file}: {name} has no part {plain(key, 40)}; its parts are {', '.join(keys)}"
                for key in raw
                if key not in keys
            ]
        elif raw != "":
            first = question.parts[0].key
            problems.append(
                f"{file}: {name} has parts, so write {name}.{first} = ... and so on; "
                f"got {_shown(raw)}"
            )
    return found


def _given(part: Part, raw: Any) -> Given:
    try:
        value = canonical(part, raw)
    except MalformedAnswer as e:
        return Given(problem=str(e))
    if value is None:
        return Given()
    return Given(value, shown=plain(raw, 60) if isinstance(raw, str) else _shown(raw), raw=raw)


def _choice(part: Part, raw: Any) -> str:
    if isinstance(raw, str) and raw.strip().upper() in part.keys:
        return raw.strip().upper()
    raise _Wrong


def _several(part: Part, raw: Any) -> Value:
    return tuple(sorted({_choice(part, item) for item in _list(raw)}))


def _ordered(part: Part, raw: Any) -> Value:
    value = tuple(_choice(part, item) for item in _list(raw))
    if sorted(value) != sorted(part.keys):
        raise _Wrong("each letter once")
    return value


def _matched(part: Part, raw: Any) -> Value:
    given = _table(raw, [item.key for item in part.left])
    return tuple(_choice(part, given[item.key]) for item in part.left)


def _reasoned(part: Part, raw: Any) -> Value:
    given = _table(raw, ["verdict", "reason"])
    verdict = given["verdict"]
    if isinstance(verdict, str):
        verdict = {"true": True, "false": False}.get(verdict.strip().lower())
    if not isinstance(verdict, bool):
        raise _Wrong("the verdict is true or false")
    return str(verdict).lower(), _choice(part, given["reason"])


def _shape(part: Part, raw: Any) -> Value:
    sizes = tuple(_number(item, None) for item in _list(raw))
    if not all(size.isdigit() for size in sizes):
        raise _Wrong("sizes are whole numbers")
    return sizes


def _numbers(part: Part, raw: Any) -> Value:
    if part.length is None:
        return (_number(raw, part.digits),)
    values = tuple(_number(item, part.digits) for item in _list(raw))
    if len(values) != part.length:
        raise _Wrong(f"that is {len(values)}")
    return values


def _number(raw: Any, digits: int | None) -> str:
    if isinstance(raw, str):
        if not _NUMBER.fullmatch(raw.strip()):
            raise _Wrong("give the number itself, worked out")
        value = Decimal(raw.strip())
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        # An integer of a file is of any length; str() of a long one would raise.
        value = Decimal(repr(raw)) if isinstance(raw, float) or abs(raw) < 10**15 else _LARGEST
    else:
        raise _Wrong
    if not value.is_finite() or abs(value) >= _LARGEST or 0 < abs(value) < _SMALLEST:
        raise _Wrong("an ordinary, finite number")
    return number(value, digits)


def _list(raw: Any) -> list[Any]:
    """A list; also one that was typed inside the quotes of the empty answer."""
    if isinstance(raw, str):
        return [item for item in re.split(r"[\s,]+", raw.strip("[]() \t")) if item]
    if isinstance(raw, list):
        return raw
    raise _Wrong


def _table(raw: Any, keys: list[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict) or set(raw) != set(keys):
        raise _Wrong
    return raw


def _shown(raw: Any) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) >= 10**15:
        return "a very large number"
    try:
        return plain(str(raw) if isinstance(raw, bool) else repr(raw), 60)
    except (ValueError, RecursionError):
        return "something that cannot be shown"


_READERS = {
    "mc": lambda part, raw: (_choice(part, raw),),
    "plot": lambda part, raw: (_choice(part, raw),),
    "multi": _several,
    "num": _numbers,
    "shape": _shape,
    "order": _ordered,
    "match": _matched,
    "tf_reason": _reasoned,
}
