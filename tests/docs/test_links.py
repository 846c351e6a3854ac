"""Every link inside the repository leads somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, name, prose

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = ("http://", "https://", "mailto:")


def _inner_links(page: Path) -> list[str]:
    return [target for target in LINK.findall(prose(page)) if not target.startswith(ELSEWHERE)]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+?)\s*$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _dead(page: Path) -> list[str]:
    dead = []
    for target in _inner_links(page):
        place, _, anchor = target.partition("#")
        led_to = (page.parent / place).resolve() if place else page
        if not led_to.exists() or (anchor and led_to.suffix == ".md" and anchor not in _anchors(led_to)):
            dead.append(target)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert _dead(page) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# A b\n[no page](b.md) [no heading](#a-c) [good](#a-b) [away](https://example.org/b.md)\n")
    assert _dead(page) == ["b.md", "#a-c"]


def test_every_page_can_be_reached() -> None:
    """From docs/README.md, by following links."""
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            targets = [(page.parent / target.partition("#")[0]).resolve() for target in _inner_links(page)]
            waiting += [target for target in targets if target.suffix == ".md" and target.is_file()]
    assert {name(page) for page in PAGES} - {name(page) for page in reached} == set()
