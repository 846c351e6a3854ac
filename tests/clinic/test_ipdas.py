"""IPDAS 4.0 on the rendered pages: six qualifying, six certifying and six probability items, in words of our own.

The items are those of the minimum standards for patient decision aids (Joseph-Williams 2014) that apply to an aid that
is no screening test. Each test says in its name which item it asks.
"""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests.clinic.walker import Walker


def text_of(page: str) -> str:
    """What a reader sees, on one line."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def parts(page: str) -> list[str]:
    """The part of each option."""
    return page.partition('class="card aid"')[0].split('<details class="card option">')[1:]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages of one walk, by step."""
    walker = Walker(Client(enforce_csrf_checks=True))
    walker.to_plan()
    return {step: walker.page(step) for step in ("", "options", "plan", "print", "record")}


@pytest.fixture(scope="module")
def each(pages: dict[str, str]) -> list[str]:
    """The part of each option on the page of the options."""
    return [text_of(f"<main>{part}</main>") for part in parts(pages["options"])]


def test_qualifying_1_it_describes_the_complaint(pages: dict[str, str]) -> None:
    assert "Low back pain is pain between the ribs and the buttocks." in text_of(pages[""])
    assert "For many it gets better by itself" in text_of(pages[""])


def test_qualifying_2_it_says_which_decision_is_to_be_made(pages: dict[str, str]) -> None:
    assert "have to choose a treatment. Which one fits you" in text_of(pages[""])


def test_qualifying_3_it_describes_the_options_with_doing_nothing_more(pages: dict[str, str], each: list[str]) -> None:
    start = text_of(pages[""])
    for name in ("Dry needling", "Exercise therapy", "Spinal manipulation or mobilisation", "usual care"):
        assert name in start
    assert "Usual care" in each[0][:20]
    assert len(each) == 8


@pytest.mark.parametrize(
    ("item", "heading"),
    [
        ("qualifying 4: what is good about each", "What may get better"),
        ("qualifying 5: what is bad about each", "What may go wrong"),
        ("qualifying 6: what it is like to live with it", "What it is like"),
        ("qualifying 6: in the body", "In the body:"),
        ("qualifying 6: in the mind", "In the mind:"),
        ("qualifying 6: among people and in daily life", "In your days:"),
    ],
)
def test_each_option_tells(each: list[str], item: str, heading: str) -> None:
    assert [part[:40] for part in each if heading not in part] == [], item


def test_certifying_1_good_and_bad_are_shown_alike(pages: dict[str, str], each: list[str]) -> None:
    for part in each:
        assert part.index("What may get better") < part.index("What may go wrong")
    table = pages["options"].partition('<table class="beside"')[2].partition("</table>")[0]
    for row in table.split('<tr role="row">')[2:]:
        assert row.count("<td") == 5
        assert not re.search(r"<td[^>]*><div>\s*</div>", row), "an empty cell"


def test_certifying_2_it_names_its_sources(pages: dict[str, str]) -> None:
    for part in parts(pages["options"]):
        assert "/evidence/row/" in part
    assert "/evidence/trial/" in pages["options"]
    for step in ("print", "record"):
        assert "/evidence/row/" in pages[step]


@pytest.mark.parametrize("step", ["", "options", "plan", "print", "record"])
def test_certifying_3_4_and_6_date_updates_and_funding_are_on_each_page(pages: dict[str, str], step: str) -> None:
    page = text_of(pages[step])
    assert re.search(r"Shown on \d+ \w+ 20\d\d, from evidence release [0-9a-f]{16}", page)
    assert "computed anew whenever a trial is added" in page
    assert "Funding: none." in page
    assert "Dorsal gains nothing from what is chosen." in page


def test_certifying_5_how_sure_stands_beside_every_chance(pages: dict[str, str]) -> None:
    chances = re.findall(r"<b>(\d+)</b> do, \d+ do not \(\d+ to \d+\)(?:<br>)?(.{0,60})", pages["options"])
    assert len(chances) >= 8
    assert all("⊕" in after for _, after in chances)
    assert "How sure are we?" in text_of(pages["print"])


def test_probability_1_and_3_each_option_has_chances_as_counts(pages: dict[str, str], each: list[str]) -> None:
    assert "Of 100 people like you" in text_of(pages["options"])
    counted = re.compile(r"Of 100 people like you \d+ get .*? and \d+ do not")
    untold = [part[:60] for part in each if not counted.search(part)]
    assert all("cannot be carried over to you" in part for part in each if part[:60] in untold)
    assert len(untold) <= 2


def test_probability_2_the_people_that_the_numbers_are_about_are_named(pages: dict[str, str]) -> None:
    page = text_of(pages["options"])
    assert "people like you: pain for more than 12 weeks; pain of 6 on a scale from 0 to 10; 11 of 24 on the" in page


def test_probability_4_all_options_look_equally_far_ahead(pages: dict[str, str]) -> None:
    page = text_of(pages["options"])
    assert "after about 8 weeks" in page
    assert set(re.findall(r"after about (\d+) weeks", page)) == {"8"}


def test_probability_5_all_options_have_the_same_denominator(pages: dict[str, str], each: list[str]) -> None:
    assert {n for part in each for n in re.findall(r"Of ([\d,]+) people like you", part)} == {"100"}


def test_probability_6_numbers_are_words_pictures_and_both_ways_round(pages: dict[str, str], each: list[str]) -> None:
    for part in parts(pages["options"]):
        if "Of 100 people like you" in part:
            assert '<figure class="icons"' in part
            assert "<svg" in part
    assert all(re.search(r"get .* and \d+ do not", part) for part in each if "Of 100 people like you" in part)
    assert 'class="bar"' in pages["options"]
    assert re.search(r"\d+ of 100 get clearly", text_of(pages["print"]))


def test_no_benefit_of_the_aid_itself_is_claimed(pages: dict[str, str]) -> None:
    assert "Nobody has shown that using this page makes people better." in text_of(pages[""])
