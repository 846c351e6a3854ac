"""The walk from the first page to the plan on paper, without a browser; what it keeps, for how long, and where."""

from __future__ import annotations

import io
import re
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.test import Client
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from tests.clinic.walker import ABOUT, FILES, MATTERS, PLAN, STEPS, Walker, errors

AT = "/topics/low_back_pain/decide/"


@pytest.fixture
def walker(client: Client) -> Walker:
    """A new session."""
    return Walker(client)


def pages_of(pdf: bytes) -> tuple[int, bool, str]:
    """How many sheets, whether it is tagged, and its language."""
    document = PDFDocument(PDFParser(io.BytesIO(pdf)))
    marked = document.catalog.get("MarkInfo", {}).get("Marked", False)
    return len(list(PDFPage.create_pages(document))), bool(marked), document.catalog["Lang"].decode("ascii")


def test_the_walk_ends_with_a_plan_on_paper(walker: Walker) -> None:
    walker.to_plan()
    for step in STEPS:
        assert walker.look(step).status_code == 200, step
    page = walker.page("print")
    assert "Your plan: exercise therapy" in page
    assert "sleep through the night" in page
    handout, record = (walker.look(name) for name in FILES)
    for answer in (handout, record):
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
    assert pages_of(handout.content) == (2, True, "en")
    assert pages_of(record.content) == (1, True, "en")
    assert "sleep through the night" in " ".join(extract_text(io.BytesIO(handout.content)).split())


def test_what_stays_open_stays_unknown(walker: Walker) -> None:
    assert walker.send("about", {}).status_code == 302
    assert walker.send("safety", {}).status_code == 302
    screen = walker.page("screen")
    assert "NOT KNOWN YET" in screen or "open questions could change what follows" in screen
    assert "Nothing was asked yet." in screen
    assert "none of the signs" not in screen
    assert walker.send("matters", {}).status_code == 302
    options = walker.page("options")
    assert "ask first" in options
    assert "There is no order yet" in options


@pytest.mark.parametrize("step", ["safety", "matters", "screen", "options", "plan", "print", "record", *FILES])
def test_nobody_lands_on_a_page_that_needs_what_was_not_said(walker: Walker, step: str) -> None:
    answer = walker.look(step)
    if answer.status_code == 200:
        assert step in ("safety", "matters")
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/decide/")


def test_two_tabs_nothing_is_overwritten_unseen(walker: Walker) -> None:
    walker.send("about", ABOUT)
    old = re.search(r'name="mark" value="(\d+)"', walker.page("matters"))
    assert old is not None
    walker.send("matters", MATTERS)
    answer = walker.send("matters", {"pain": "1"}, mark=old[1])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "kept from another window or tab" in page
    assert '<option value="1" selected>' in page
    assert '<option value="8" selected' in walker.page("matters")
    assert walker.send("matters", {"pain": "1"}).status_code == 302
    assert '<option value="1" selected' in walker.page("matters")


def test_a_session_that_has_ended_is_said_and_what_was_typed_is_still_there(walker: Walker) -> None:
    walker.to_options()
    old = re.search(r'name="mark" value="(\d+)"', walker.page("about"))
    assert old is not None
    del walker.client.cookies[settings.SESSION_COOKIE_NAME]
    answer = walker.send("about", {**ABOUT, "age": "47"}, mark=old[1])
    assert "The session has ended" in answer.content.decode()
    assert 'value="47"' in answer.content.decode()
    assert walker.send("about", {**ABOUT, "age": "47"}).status_code == 302
    assert walker.look("options").status_code == 200


def test_an_old_or_altered_cookie_is_an_empty_session(walker: Walker) -> None:
    walker.to_options()
    name = settings.SESSION_COOKIE_NAME
    whole = walker.client.cookies[name].value
    for spoilt in (whole[:-2] + ("aa" if whole[-2:] != "aa" else "bb"), "x", whole.partition(":")[2]):
        walker.client.cookies = SimpleCookie({name: spoilt})
        assert walker.look("options")["Location"] == "/decide/"
        assert "Begin" in walker.page()
    assert settings.SESSION_COOKIE_AGE <= 2 * 60 * 60


def test_the_end_forgets_everything(walker: Walker) -> None:
    walker.to_plan()
    answer = walker.send("end", {})
    assert answer["Location"] == "/decide/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 0
    assert walker.look("print").status_code == 302
    assert 'value="46"' not in walker.page("about")


def test_row_43_no_plan_by_sending_it_without_what_comes_before(walker: Walker) -> None:
    answer = walker.send("plan", PLAN)
    assert answer.status_code == 302
    assert answer["Location"] == "/decide/"
    assert walker.look("print").status_code == 302


def test_row_19_looking_changes_nothing(walker: Walker) -> None:
    walker.to_plan()
    name = settings.SESSION_COOKIE_NAME
    before = walker.client.cookies[name].value
    for step in (*STEPS, "", "print"):
        for _ in range(2):
            answer = walker.look(step)
            assert name not in answer.cookies, step
    assert walker.look("end").status_code == 405
    assert walker.client.cookies[name].value == before


def test_row_14_a_session_on_one_topic_says_nothing_on_another(walker: Walker) -> None:
    walker.to_options()
    assert Walker(walker.client, AT.replace("low_back_pain", "nobody")).look().status_code == 404
    other = Walker(Client(enforce_csrf_checks=True))
    assert other.look("options").status_code == 302


def test_row_15_only_the_fields_of_a_form_are_taken(walker: Walker) -> None:
    extra = {"topic": "hostile", "treatments": "surgery", "plan": "{}", "q_saddle_numb": "yes", "site": "x"}
    assert walker.send("about", {**ABOUT, **extra}).status_code == 302
    assert "<td>yes</td>" not in walker.page("screen")
    assert walker.send("plan", {**PLAN, "option": "usual_care", "release": "x", "signed_by": "x"}).status_code == 302
    kept = walker.client.session["walk"]
    assert kept["topic"] == "low_back_pain"
    assert kept["treatments"] == []
    assert kept["person"].keys().isdisjoint(extra)
    assert kept["plan"].keys().isdisjoint({"release", "signed_by"})


def test_spanish_has_the_same_walk(client: Client) -> None:
    walker = Walker(client, "/es/decide/")
    walker.to_plan()
    assert pages_of(walker.look("hand-out.pdf").content)[1:] == (True, "es")
    assert errors(walker.look("plan")) == []
