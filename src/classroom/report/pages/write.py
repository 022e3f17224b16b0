"""All pages of a report, by where they stand in its folder."""

from __future__ import annotations

from collections.abc import Iterator

from classroom.report.pages.index import index_page
from classroom.report.pages.regrades import regrades_page
from classroom.report.pages.site import Site
from classroom.report.pages.stuck import stuck
from classroom.report.pages.student import student_page
from classroom.report.pages.topic import topic_page


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """(path, page). The same site gives the same bytes: all is sorted, one time is on a page."""
    found = stuck(site)
    yield "index.html", index_page(site, found)
    for topic, tasks in site.topics:
        yield site.topic_href(topic.id), topic_page(site, topic, tasks, found)
    for person in site.people:
        yield person.href, student_page(site, person)
    if site.history and site.history.runs:
        yield "regrades.html", regrades_page(site)
