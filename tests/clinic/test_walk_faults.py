"""Bad input on the walk: a message at the field, everything that was typed is still there, and nothing was kept."""

from __future__ import annotations

import random
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dorsal.clinic.walk import kept
from tests.clinic.walker import ABOUT, PLAN, Walker, errors

LONG = "a" * 201


@pytest.fixture
def walker(client: Client) -> Walker:
    """A new session."""
    return Walker(client)


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("age", "130", "less than or equal to 120"),
        ("age", "-1", "greater than or equal to 0"),
        ("age", "forty", "Enter a whole number"),
        ("age", "46.5", "Enter a whole number"),
        ("lasts", "nan", "Enter a number"),
        ("lasts", "1e999", "Enter a number"),
        ("lasts", "five", "Enter a number"),
        ("lasts", "5000", "longer than you have lived"),
        ("pain", "11", "not one of the available choices"),
        ("disability", "30", "This score goes from 0 to 24"),
        ("disability", "-1", "greater than or equal to 0"),
        ("disability_scale", "", "Choose the questionnaire"),
        ("disability_scale", "MADE_UP_0_99", "not one of the available choices"),
        ("radiating", "perhaps", "not one of the available choices"),
        ("goal", "a" * 161, "at most 160 characters"),
        ("goal", "a\x00b", "Null characters"),
        ("goal", "", "Say in words"),
        ("goal_target", "30", "This score goes from 0 to 10"),
        ("goal_weeks", "0", "greater than or equal to 1"),
        ("lasts_unit", "fortnights", "not one of the available choices"),
        ("tried_exercise", "miracle", "not one of the available choices"),
    ],
)
def test_the_first_form_says_what_is_wrong_at_the_field(walker: Walker, field: str, given: str, said: str) -> None:
    answer = walker.send("about", {**ABOUT, field: given})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert any(said in message for message in errors(answer)), errors(answer)
    assert f'id="id_{field}_error"' in page
    assert re.search(rf'href="#id_{field}(_0)?"', page)
    assert 'role="alert"' in page
    _still_there(page, {**ABOUT, field: given})
    assert walker.look("options").status_code == 302, "it was kept"


def _still_there(page: str, sent: dict[str, Any]) -> None:
    shown = unescape(page)
    for name in ("age", "lasts", "disability", "goal", "goal_target", "goal_weeks"):
        if sent[name] and "\x00" not in sent[name]:
            assert f'value="{sent[name]}"' in shown, name


def test_all_faults_come_at_once(walker: Walker) -> None:
    answer = walker.send("about", {**ABOUT, "age": "x", "disability": "30", "goal_target": "11"})
    assert len(set(errors(answer))) == 3


def test_answers_that_contradict_each_other_are_said_at_the_inner_one(walker: Walker) -> None:
    walker.send("about", ABOUT)
    sent = {**walker.no_to_all(), "q_heart_failure": "yes", "q_diabetes": "yes"}
    answer = walker.send("safety", sent)
    page = answer.content.decode()
    assert 'id="id_q_heart_failure_error"' in page
    assert any("Do you have trouble with your heart" in message for message in errors(answer))
    assert '<input type="radio" name="q_diabetes" value="yes"' in page
    assert page.count("checked") == len(sent)
    assert walker.send("safety", {**sent, "q_heart": "yes"}).status_code == 302


def test_an_answer_that_contradicts_another_page_names_it_and_is_not_kept(walker: Walker) -> None:
    walker.send("about", {**ABOUT, "radiating": "yes"})
    walker.send("safety", {"q_leg_pain_both": "yes"})
    answer = walker.send("about", {**ABOUT, "radiating": "no"})
    assert answer.status_code == 200
    assert "which was answered" in unescape(answer.content.decode())
    assert 'name="radiating" value="yes"' in walker.page("about")


def test_a_question_that_nobody_asks_is_not_answered(walker: Walker) -> None:
    walker.send("about", ABOUT)
    assert walker.send("safety", {"q_nobody": "yes", "q_diabetes": "maybe"}).status_code == 200
    assert walker.send("safety", {"q_nobody": "yes"}).status_code == 302
    assert "<td>yes</td>" not in walker.page("screen")


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("option", "", "Choose the option"),
        ("option", "bloodletting", "none of the options shown"),
        ("visits", "x", "Enter a number"),
        ("visits", "2.5", "step size"),
        ("visits", "-1", "greater than or equal to 0"),
        ("minutes", "1e9", "less than or equal to"),
        ("start", "2026-13-45", "Enter a valid date"),
        ("why", LONG, "at most 200 characters"),
        ("contact", LONG, "at most 100 characters"),
        ("sure_sure", "maybe", "not one of the available choices"),
        ("chosen_by", "nobody", "not one of the available choices"),
    ],
)
def test_the_plan_says_what_is_wrong_at_the_field(walker: Walker, field: str, given: str, said: str) -> None:
    walker.to_options()
    sent = {**PLAN, "why": "fits my days", field: given}
    answer = walker.send("plan", sent)
    page = unescape(answer.content.decode())
    assert any(said in message for message in errors(answer)), errors(answer)
    assert f'id="id_{field}_error"' in page
    assert sent["why"] in page
    assert walker.look("print").status_code == 302


def test_more_than_a_session_holds_is_refused_and_nothing_is_lost(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker.to_options()
    monkeypatch.setattr(kept, "LARGEST", 700)
    answer = walker.send("plan", {**PLAN, "why": "a reason that is too long for what is left of the room"})
    assert answer.status_code == 200
    assert "more text than can be kept" in answer.content.decode()
    assert "a reason that is too long" in answer.content.decode()
    assert walker.look("print").status_code == 302


def test_the_longest_texts_of_all_fields_fit_into_a_cookie(walker: Walker) -> None:
    """Rare signs need the most room; browsers drop a cookie of more than 4,096 bytes."""
    drawn = random.Random(1)
    words = "".join(chr(drawn.randrange(0x20000, 0x2A000)) for _ in range(200))
    walker.to_options()
    walker.send("about", {**ABOUT, "goal": words[:160]})
    more = {"contact": words[:100], "override_by": words[100:], "override_reason": words[::-1]}
    assert walker.send("plan", {**PLAN, "why": words, **more}).status_code == 302
    assert len(walker.client.cookies[settings.SESSION_COOKIE_NAME].value) < 3900


def test_a_body_that_is_far_too_large_is_refused(walker: Walker) -> None:
    assert walker.send("about", {**ABOUT, "goal": "a" * 300_000}).status_code in (400, 413)
    assert walker.send("about", {**ABOUT, **{f"x{n}": "1" for n in range(500)}}).status_code == 400


@pytest.mark.parametrize("chosen", [[], ["nobody"], ["exercise"] * 3 + ["surgery", "nobody"]])
def test_options_that_are_none_are_named(walker: Walker, chosen: list[str]) -> None:
    walker.to_options()
    answer = walker.send("options", {"treatment": chosen})
    assert answer.status_code == 200
    assert errors(answer) or "not among the options" in answer.content.decode()
