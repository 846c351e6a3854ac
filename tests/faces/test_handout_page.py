"""The hand-out: the plan's own numbers both ways round, harms beside benefits, plain words in two languages."""

from __future__ import annotations

import re

import pytest

from dorsal.care.plan import Override
from dorsal.faces.handout.page import handout
from dorsal.faces.markup import Markup
from dorsal.patient.profile import Goal
from tests.care.agreed import person, shown
from tests.faces.messages import catalogue
from tests.faces.page_reader import PageReader
from tests.faces.readability import QUITE_EASY, SCHOOL_YEAR, ease, grade
from tests.faces.test_language import po
from tests.faces.test_markup import HOSTILE
from tests.faces.told import hardest, plain, prose, telling

OPTIONS = ("exercise", "dry_needling", "dry_needling+exercise", "nsaid", "usual_care", "surgery")


def page(option: str = "exercise", code: str = "en", **more: object) -> str:
    return handout(telling(option, code, **more))


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("option", OPTIONS)
def test_the_page_is_whole_asks_for_nothing_and_says_its_language(option: str, code: str) -> None:
    text = page(option, code)
    reader = PageReader(text)
    assert not reader.faults
    assert dict(reader.tags)["html"]["lang"] == code
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    assert "url(" not in text
    assert not re.search(r"\{\w+\}", plain(text)), "a place was not filled"


@pytest.mark.parametrize("option", OPTIONS)
def test_a_twelve_year_old_can_read_it(option: str) -> None:
    text = prose(page(option))
    assert grade(text) <= SCHOOL_YEAR
    assert len(hardest(text)[0].split()) <= 32, hardest(text)[0]


@pytest.mark.parametrize("option", OPTIONS)
def test_the_spanish_page_is_as_easy(option: str) -> None:
    assert ease(prose(page(option, "es"))) >= QUITE_EASY


@pytest.mark.parametrize("option", OPTIONS)
def test_the_spanish_page_has_no_english_left(option: str) -> None:
    text = plain(page(option, "es", why="", profile=person(goals=())))
    messages = {m for key, said in catalogue(po("es")).items() for m in key if m not in said}
    english = [part for m in messages for part in re.split(r"\{\w+\}", m) if len(part.split()) > 2]
    assert not [part for part in [*english, " the ", " with ", " of ", " and "] if part in text]
    assert len(english) > 80


def test_numbers_are_those_of_the_forecast_both_ways_round() -> None:
    text = plain(page())
    for option in ("exercise", "usual_care"):
        chance = shown().of(option).forecasts["pain", "short"].chance_mic
        low, high = chance.interval_per_100
        assert f"{chance.per_100} of 100 get clearly less pain. {chance.others} of 100 do not." in text
        assert f"It may be as few as {low}, or as many as {high}." in text


def test_icons_show_the_same_numbers() -> None:
    text = page()
    chance = shown().of("exercise").forecasts["pain", "short"].chance_mic
    low, high = chance.interval_per_100
    drawn = re.findall(r'<path d="([^"]*)"[^>]*class="icons (\w+)"', text.split('id="people1-title"')[0])
    icons = {name: path.count("M") for path, name in drawn}
    expected = {"sure": low, "expected": chance.per_100 - low, "possible": high - chance.per_100, "rest": 100 - high}
    assert icons == {name: n for name, n in expected.items() if n}


@pytest.mark.parametrize("option", OPTIONS)
def test_harms_stand_beside_benefits_in_equal_detail(option: str) -> None:
    text = page(option)
    good, bad, do = (text.index(h) for h in ("What may come of it", "What may go wrong", "What you do"))
    assert good < bad < do
    for code in option.split("+"):
        harms = [harm for harm in shown().of(option).harms.all if harm.treatment == code]
        if not harms:
            assert "That does not mean there is none." in text
    assert "Serious:" in text or "We have no numbers on harm" in text


@pytest.mark.parametrize("option", OPTIONS)
def test_certainty_limits_date_release_and_sources_are_there(option: str) -> None:
    text = plain(page(option))
    assert "It does not replace your therapist’s judgement." in text
    assert "Evidence release: 0123456789abcdef." in text
    assert "Made on 27 November 2026." in text
    assert "Funding: none." in text
    one = telling(option).first()
    assert one is not None
    if one.known:
        assert f"Numbers on benefit: {len(one.studies)} studies of adults with pain" in text
    if option != "usual_care" and one.known:
        assert f"How sure are we? {one.certainty.capitalize()}." in text
    if not one.known:
        assert "We do not know how many people get better with" in text


def test_what_cannot_be_carried_over_to_the_person_is_no_number_on_the_page() -> None:
    told = telling("dry_needling")
    one, text = told.first(), plain(handout(told))
    assert one is not None
    assert one.unfit
    assert one.chance_mic is not None
    assert "Most people in the studies of dry needling were not like you. So we cannot say" in text
    assert f"{one.chance_mic.per_100} of 100" not in text
    assert "With dry needling" not in text
    assert "With usual care" in text
    assert "Your pain is 6" not in text
    assert "There are no fixed limits here" in text


def test_signs_of_serious_disease_that_nobody_asked_about_clear_nobody() -> None:
    hurried = person(answers={"saddle_numb": "unknown", "bladder": "unknown"})
    told = telling(profile=hurried)
    assert len(told.plan.screened.signs_open) == 2
    asked = "2 questions about signs of a serious illness are still open. Answer them with your therapist"
    assert asked in plain(handout(told))
    assert "Quedan 2 preguntas sobre señales de una enfermedad grave" in plain(page(code="es", profile=hurried))
    assert "signs of a serious illness" not in plain(page())


def test_without_a_first_score_the_numbers_are_not_yours() -> None:
    nobody = person(pain=None, disability=None, disability_scale="", goals=())
    text = plain(page(profile=nobody))
    assert "We do not know your score now." in text
    assert "Your pain is" not in text
    assert "Write your goal here:" in text


def test_what_was_refused_overridden_and_minded_is_said() -> None:
    refused = person(answers={"needle_phobia": "yes"})
    assert "Not safe for you now: dry needling" in plain(page(profile=refused))
    by = Override(by="A. Therapist", reason="Telephoned")
    open_ = person(answers={"needle_phobia": "unknown"})
    assert "Some questions about your health are still open." in plain(page("dry_needling", profile=open_, override=by))
    thin = person(answers={"anticoagulant": "yes"})
    assert "Your therapist takes special care with" in plain(page("dry_needling", profile=thin, override=by))


def test_hostile_words_stay_text() -> None:
    goal = Goal(words="<script>alert(1)</script>", measure="pain", target=3.0, by_weeks=8.0)
    text = page(why=HOSTILE, contact=HOSTILE, profile=person(goals=(goal,)))
    reader = PageReader(text)
    assert not reader.faults
    assert "<script" not in text
    assert "alert(1)" in reader.text


def test_the_same_plan_gives_the_same_page() -> None:
    told = telling()
    assert handout(told) == handout(told)
    assert isinstance(handout(told), str)
    assert not isinstance(handout(told), Markup)


def test_the_limits_are_those_of_the_rules() -> None:
    told = telling(dose={"visits": 6, "per_week": 1})
    text = plain(handout(told))
    (rules,) = told.plan.rules
    for rule in rules.rules:
        assert rule.continue_at_most is not None
        assert f"{int(rule.continue_at_most / 10)} or less" in text
    assert f"Now it is about {round(100 * (rules.chance or 0))} of 100." in text
    assert "visit 2, about 7 December 2026" in text
