"""Every number about an option leads to its row and source in at most two clicks."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.clinic.walker import PLAN, Walker

NUMBER = re.compile(r"\d")


@pytest.fixture(scope="module")
def walker() -> Walker:
    """A session with a plan."""
    made = Walker(Client(enforce_csrf_checks=True))
    made.to_plan()
    return made


def links(part: str) -> set[str]:
    """Addresses of rows in a part of a page."""
    return set(re.findall(r'href="(/evidence/row/[^"]+)"', part))


def test_from_the_table_to_the_option_to_the_row(walker: Walker) -> None:
    """A number in the table: its option's name is the first click, a row beside the number there the second."""
    page = walker.page("options")
    table = page.partition('<table class="beside"')[2].partition("</table>")[0]
    for row in table.split('<tr role="row">')[2:]:
        target = re.search(r'href="#(option-[^"]+)"', row)
        assert target is not None
        part = page.partition(f'id="{target[1]}"')[2].partition('<details class="card option">')[0]
        assert links(part), target[1]
    for cell in page.split('<figure class="icons">')[1:]:
        assert links(cell.partition("<h5>")[0].partition("<h4>")[0]), "a forecast without its rows"


def test_every_harm_burden_and_guideline_with_a_number_has_its_row_beside_it(walker: Walker) -> None:
    page = walker.page("options").partition('class="card aid"')[0]
    for part in page.split('<details class="card option">')[1:]:
        harms = part.partition("What may go wrong")[2]
        for item in re.findall(r"<(?:li|dd)>(.*?)</(?:li|dd)>", harms, flags=re.DOTALL):
            if NUMBER.search(re.sub(r"<[^>]*>", "", item)) and "not known" not in item:
                assert links(item), item


@pytest.mark.parametrize("step", ["options", "print", "record"])
def test_each_row_that_is_named_is_there_with_its_source(walker: Walker, step: str) -> None:
    found = sorted(links(walker.page(step)))
    assert len(found) > 20
    for address in found[::7]:
        answer = walker.client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        own = 'rel="noopener' in page or "/evidence/row/EXP" in address or links(page)
        assert own, f"{address} names no source"


def test_the_plan_names_the_rows_of_all_its_parts(walker: Walker) -> None:
    page = walker.page("print").partition('id="traced"')[2]
    for part in ("Exercise therapy", "Usual care", "What may go wrong", "What it asks of you", "When to get help"):
        assert f"<h3>{part}</h3>" in page
    assert all(links(item) for item in re.findall(r"<li>(.*?)</li>", page, flags=re.DOTALL) if NUMBER.search(item))


def test_the_plan_gives_no_number_where_the_hand_out_says_that_there_is_none() -> None:
    """Dry needling is chosen by a person whom its trials on pain were not of."""
    walker = Walker(Client(enforce_csrf_checks=True))
    walker.to_options()
    assert walker.send("plan", {**PLAN, "option": "dry_needling"}).status_code == 302
    for step in ("print", "record"):
        part = walker.page(step).partition('id="traced"')[2].partition("<h3>Dry needling</h3>")[2].partition("</ul>")[0]
        pain, moving = re.findall(r"<li>(.*?)</li>", part, flags=re.DOTALL)
        assert "cannot be carried over to you" in pain
        assert "people like you" not in pain
        assert links(pain)
        assert "people like you" in moving
