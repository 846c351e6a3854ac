"""What safety holds back: a doctor first, options that wait, options refused; and a clinician's reasoned override."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.clinic.walker import PLAN, Walker, errors

OVERRIDE = {"override_by": "Dr Example", "override_reason": "seen by the surgeon today"}


@pytest.fixture
def walker(client: Client) -> Walker:
    """A new session."""
    return Walker(client)


def test_in_an_emergency_the_doctor_stands_first_on_every_page_after_it(walker: Walker) -> None:
    walker.to_options(q_saddle_numb="yes")
    for step in ("screen", "options", "plan"):
        page = walker.page(step)
        first = page.index("A doctor comes first")
        assert 'class="card urgency emergency" role="alert"' in page, step
        assert first < min(page.index(words) for words in ("<h3", "<form", "Exercise therapy") if words in page[first:])
        assert "RED019" in page


def test_in_an_emergency_there_is_no_plan_without_a_reasoned_override(walker: Walker) -> None:
    walker.to_options(q_saddle_numb="yes")
    for half in ({}, {"override_by": "Dr Example"}, {"override_reason": "because"}):
        answer = walker.send("plan", {**PLAN, **half})
        assert answer.status_code == 200
        assert errors(answer)
        assert walker.look("print").status_code == 302
    assert walker.send("plan", {**PLAN, **OVERRIDE}).status_code == 302
    record = walker.page("record")
    assert "Gone on all the same (a referral came first) by Dr Example:" in record
    assert "seen by the surgeon today" in record
    assert "emergency" in record


def test_an_override_that_nothing_asked_for_is_not_on_the_record(walker: Walker) -> None:
    walker.to_options()
    assert walker.send("plan", {**PLAN, **OVERRIDE}).status_code == 302
    assert "Gone on all the same" not in walker.page("record")


def test_an_option_that_waits_names_its_questions(walker: Walker) -> None:
    walker.to_options(q_pregnant="unknown", q_anticoagulant="unknown", q_lymph="unknown")
    options = walker.page("options")
    assert "ask first" in options
    assert "Asked first:" in options
    answer = walker.send("plan", {**PLAN, "option": "dry_needling"})
    assert any("waits for an answer" in message and "?" in message for message in errors(answer)), errors(answer)
    assert walker.send("plan", {**PLAN, "option": "dry_needling", **OVERRIDE}).status_code == 302
    assert "questions were open" in walker.page("record")


def test_a_refused_option_is_shown_with_its_reason_and_cannot_be_chosen(walker: Walker) -> None:
    walker.to_options(q_cannot_consent="yes", q_needle_unwilling="yes")
    page = walker.page("options")
    refused = page.partition('id="refused"')[2].partition("</section>")[0]
    assert "Dry needling" in refused
    assert "/evidence/row/CON" in refused
    answer = walker.send("plan", {**PLAN, "option": "dry_needling", **OVERRIDE})
    assert any("none of the options shown" in message for message in errors(answer))


def test_a_plan_that_is_no_longer_allowed_is_no_longer_shown(walker: Walker) -> None:
    walker.to_plan()
    walker.send("safety", {**walker.no_to_all(), "q_saddle_numb": "yes"})
    assert walker.look("print")["Location"] == "/decide/plan/"
    assert walker.look("hand-out.pdf")["Location"] == "/decide/plan/"
