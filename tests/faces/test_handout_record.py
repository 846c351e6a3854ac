"""The page for the record: person, screen, options, choice, plan and release, each with its rows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dorsal.care.plan import Override
from dorsal.care.sure import Sure
from dorsal.faces.handout.page import handout
from dorsal.faces.handout.record import record
from dorsal.faces.language import language
from dorsal.patient.profile import Earlier
from tests.care.agreed import person, shown
from tests.faces.page_reader import PageReader
from tests.faces.test_markup import HOSTILE
from tests.faces.told import plain, telling

BY = Override(by="A. Therapist, PT", reason="Seen by a doctor this morning")


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("option", ["exercise", "dry_needling+exercise", "surgery"])
def test_it_is_whole(option: str, code: str) -> None:
    reader = PageReader(record(telling(option, code)))
    assert not reader.faults
    assert dict(reader.tags)["html"]["lang"] == code
    assert "0123456789abcdef" in reader.text


def test_every_option_that_was_seen_stands_there_with_its_numbers() -> None:
    text = plain(record(telling()))
    for option in shown().options:
        forecast = option.forecasts["pain", "short"]
        assert telling().option(option.treatment) in text
        if forecast.prospect is not None:
            low, high = forecast.chance_mic.interval_per_100
            assert f"{forecast.chance_mic.per_100} ({low} to {high})" in text
    assert "Exercise therapy ✓" in text


def test_refusals_overrides_signs_and_what_to_mind_are_there_with_their_rows() -> None:
    refused = plain(record(telling(profile=person(answers={"needle_phobia": "yes"}))))
    assert "Refused: Dry needling [CON001" in refused
    alarmed = person(answers={"saddle_numb": "yes"})
    text = plain(record(telling(profile=alarmed, override=BY)))
    assert "Urgency: emergency." in text
    assert "Gone on all the same (a referral came first) by A. Therapist, PT: “Seen by a doctor this morning”" in text
    assert "RED0" in text
    thin = plain(record(telling("dry_needling", profile=person(answers={"anticoagulant": "yes"}), override=BY)))
    assert "To mind:" in thin
    assert "† not yet signed off by a clinician" in thin


def test_urgency_is_not_known_while_signs_of_serious_disease_were_not_asked_about() -> None:
    text = plain(record(telling(profile=person(answers={"saddle_numb": "unknown"}))))
    assert "Urgency: not known yet, as signs of serious disease were not asked about (so far: none found)." in text
    assert "Urgency: none found." in plain(record(telling()))


def test_the_rules_say_how_often_they_stop_and_how_often_wrongly() -> None:
    told = telling(dose={"visits": 6, "per_week": 1})
    text = plain(record(told))
    assert "of these would have reached the goal" in text
    assert f"at the start: {round(100 * (told.plan.rules[0].chance or 0))} of 100" in text
    assert "printed by no trial" in text


def test_the_dose_has_its_rows_and_says_who_said_it() -> None:
    text = plain(record(telling(dose={"visits": 5})))
    assert "visits: 5 (agreed)" in text
    assert "(from sources [DOS" in text
    assert "per_week" not in text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "SURE was not asked."),
        (dict.fromkeys(("sure", "understand", "ratio", "encouragement"), "yes"), "SURE: 4/4."),
        (
            {"sure": "no", "understand": "yes", "ratio": "yes", "encouragement": "yes"},
            "SURE: 3/4. Sure of myself: no; Understand information: yes; Risk-benefit ratio: yes; Encouragement: yes. "
            "Talk about the decision again.",
        ),
        ({"sure": "yes"}, "SURE: no score, as not all were answered."),
    ],
)
def test_how_sure_the_person_is(answers: dict[str, str], said: str) -> None:
    assert said in plain(record(telling(sure=Sure(answers=answers))))  # type: ignore[arg-type]


def test_hostile_words_stay_text() -> None:
    page = record(telling(why=HOSTILE, contact=HOSTILE, progression=HOSTILE))
    assert not PageReader(page).faults
    assert "<script" not in page


def test_in_spanish_only_sources_and_own_words_stay_english() -> None:
    tried = (Earlier(treatment="massage", went="no_change"),)
    answers = {"anticoagulant": "yes", "fever": "unknown", "saddle_numb": "yes"}
    told = [
        telling("dry_needling", "es", profile=person(answers=answers, earlier=tried), override=BY),
        telling("dry_needling", "es", profile=person(weeks=3, radiating="yes"), override=BY),
        telling("exercise", "es", sure=Sure(answers={"sure": "no", "ratio": "yes"}), dose={"visits": 6}),
    ]
    for one in told:
        for page in (record(one), handout(one)):
            text = re.sub("“[^”]*”", "", plain(re.sub(r"<(svg|style)\b.*?</\1>", "", page, flags=re.DOTALL)))
            for source in (
                *(o.error_source for o in one.topic.settings.outcomes),
                *(s.name for s in one.topic.studies),
            ):
                text = text.replace(source, "")
            assert not re.findall(r"\b(?:the|of|with|is|not|to|for|needling|weeks?|pain)\b.{0,60}", text)
    assert "masaje (sin cambio)" in plain(record(told[0]))
    assert 'lang="en"' not in record(told[1])


def test_what_has_no_spanish_is_marked_as_english() -> None:
    bare = replace(telling("exercise", profile=person(weeks=3, pain=None, goals=())), language=language("es"))
    assert '<li lang="en">' in handout(bare)
    assert bare.sentence("no trial compared it") == "ningún ensayo lo comparó"
    assert bare.sentence("The moon was full.") == '<span lang="en">The moon was full.</span>'
