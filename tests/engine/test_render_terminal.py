"""The report of a topic in a terminal: what is shown, and what is only counted."""

from __future__ import annotations

import pytest
from tests.engine.render_samples import task, topic, wrong_hidden

from grader.render.terminal import topic_report

pytestmark = pytest.mark.laptop


@pytest.mark.parametrize(("count", "said"), [(1, []), (3, ["  (2 more in detail with --all)"])])
def test_further_tasks_are_counted_where_there_are_any(count: int, said: list[str]) -> None:
    """The first that fails is shown; of the others how many there are, with --all every one."""
    tasks = [task(f"f{n}", f"T-{n}", "fail", [wrong_hidden(f"f{n}", 0)]) for n in range(count)]
    lines = topic_report(topic(tasks))
    assert [line for line in lines if "more in detail" in line] == said
    assert not [line for line in topic_report(topic(tasks), show_all=True) if "more in" in line]
