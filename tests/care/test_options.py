"""Options of the bundled topic for made-up people: usual care always, nothing hidden, refusals with their reasons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsal.care.option import Option
from dorsal.care.options import MOST, NOT_CARRIED, Options, options
from dorsal.errors import OptionError
from dorsal.patient.expression import Expression
from dorsal.patient.facts import Questions
from dorsal.patient.profile import Profile, Weights
from dorsal.patient.question import Question
from dorsal.patient.rule import Rule
from dorsal.patient.screen import Screen, ScreenRules, screen
from dorsal.topics.care_basis import basis_of
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load

TOPIC = load()
BASIS, KNOWLEDGE = basis_of(TOPIC, "release"), knowledge_of(TOPIC)


def _rule(row: str, treatment: str, kind: str, when: str) -> Rule:
    return Rule(
        row=row, treatment=treatment, condition=when, kind=kind, action="do not", source="s", source_url="u",  # type: ignore[arg-type]
        grade="A", when=Expression(when),
    )  # fmt: skip


RULES = ScreenRules(
    questions=Questions(
        [Question(code=code, section="health", words="?") for code in ("metal", "thin_blood", "ulcer")]
    ),
    treatments=tuple(TOPIC.treatments),
    rules=(
        _rule("R1", "dry_needling", "absolute", "metal"),
        _rule("R2", "dry_needling", "precaution", "thin_blood"),
        _rule("R3", "nsaid", "absolute", "ulcer"),
    ),
)
ANSWERS = {"metal": "no", "thin_blood": "no", "ulcer": "no"}
WEIGHTS = Weights(pain=8, moving=9, fewer_visits=4, few_side_effects=6, no_medicines=5)


def _screen(weights: Weights = WEIGHTS, **answers: str) -> Screen:
    profile = Profile(
        age=45, weeks=52, radiating="no", pain=6, disability=12, disability_scale="RMDQ_0_24", needle_fear=3,
        weights=weights, answers=ANSWERS | answers,  # type: ignore[arg-type]
    )  # fmt: skip
    return screen(profile, RULES)


def _options(made: Screen, treatments: tuple[str, ...] = (), windows: tuple[str, ...] = ()) -> Options:
    return options(made, BASIS, KNOWLEDGE, treatments=treatments, windows=windows, rng=np.random.default_rng(1))


def _codes(found: tuple[Option, ...]) -> list[str]:
    return [option.treatment for option in found]


EXAMPLE = _options(_screen())


def test_eight_at_most_with_usual_care_in_front_and_the_combinations() -> None:
    codes = _codes(EXAMPLE.options)
    assert (len(codes), codes[0]) == (MOST, "usual_care")
    assert {"dry_needling+exercise", "dry_needling+manipulation", "dry_needling+physical_therapy"} <= set(codes)


def test_no_option_is_hidden() -> None:
    assert sorted(EXAMPLE.by_treatment) == sorted(BASIS.options)
    assert not set(_codes(EXAMPLE.options)) & set(_codes(EXAMPLE.more))


def test_the_refused_are_listed_with_the_reason_and_never_ranked() -> None:
    found = _options(_screen(metal="yes"))
    assert all("dry_needling" in option.parts for option in found.refused)
    assert len(found.refused) == sum("dry_needling" in code for code in BASIS.options)
    assert [reason.rule.row for reason in found.refused[0].verdict.certain] == ["R1"]
    assert not {place.option for place in found.ranking.places} & set(_codes(found.refused))
    assert "usual_care" in _codes(found.options)


def test_a_refused_option_that_was_asked_for_is_refused() -> None:
    found = _options(_screen(metal="yes"), ("dry_needling", "exercise"))
    assert _codes(found.options) == ["usual_care", "exercise"]
    assert found.of("dry_needling").verdict.verdict == "may_not"


def test_what_must_be_asked_first_stays_possible() -> None:
    needling = _options(_screen(thin_blood="unknown")).of("dry_needling")
    assert (needling.waits, needling.allowed) == (True, True)
    assert [question.code for question in needling.verdict.ask] == ["thin_blood"]


def test_asked_for_options_stand_beside_usual_care() -> None:
    assert _codes(_options(_screen(), ("exercise+dry_needling",)).options) == ["usual_care", "dry_needling+exercise"]


@pytest.mark.parametrize(
    ("treatments", "said"),
    [
        (("homeopathy",), "homeopathy: no option of this topic; there are usual_care"),
        (tuple(BASIS.options[:10]), "too many side by side; choose 7"),
    ],
)
def test_what_cannot_be_shown_is_refused(treatments: tuple[str, ...], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        _options(_screen(), treatments)


def test_every_option_carries_what_is_known() -> None:
    for option in EXAMPLE.options:
        assert set(option.forecasts) == {("pain", "short"), ("disability", "short")}
        assert option.harms.treatment == option.burden.treatment == option.treatment
    needling = EXAMPLE.of("dry_needling")
    assert needling.standings["pain"].level == "very low"
    assert [statement.row for statement in needling.guidance] == ["GUI065", "GUI061", "GUI043"]
    assert EXAMPLE.of("usual_care").harms.unknown == "usual_care"


def test_the_order_says_that_everything_is_of_very_low_certainty() -> None:
    assert EXAMPLE.ranking.ranked
    assert EXAMPLE.ranking.very_low


def test_without_weights_there_is_no_order() -> None:
    found = options(screen(Profile(age=45, weeks=52, pain=6), RULES), BASIS, KNOWLEDGE, rng=np.random.default_rng(1))
    assert found.ranking.why_not == "nobody has said yet what matters how much"


def test_people_unlike_those_of_the_trials_get_options_and_no_order_of_them() -> None:
    acute = screen(Profile(age=45, weeks=1, radiating="no", pain=6, weights=WEIGHTS, answers=ANSWERS), RULES)
    found = _options(acute)
    assert len(found.options) == MOST
    assert NOT_CARRIED in found.ranking.unranked.values()


def test_other_times_ahead_can_be_asked_for() -> None:
    found = _options(_screen(), ("exercise",), ("long", "short"))
    assert found.window == "long"
    assert ("pain", "short") in found.of("exercise").forecasts
    with pytest.raises(OptionError, match="'later' is no window"):
        _options(_screen(), (), ("later",))


def test_the_same_seed_gives_the_same_order() -> None:
    assert _options(_screen()).ranking == EXAMPLE.ranking


some_weight = st.none() | st.integers(0, 10).map(float)


@given(st.builds(Weights, pain=some_weight, moving=some_weight, fewer_visits=some_weight, few_side_effects=some_weight))
@settings(max_examples=15, deadline=None)
def test_whatever_matters_usual_care_is_there_and_places_add_up(weights: Weights) -> None:
    found = _options(_screen(weights, metal="yes"))
    assert found.options[0].treatment == "usual_care"
    for place in found.ranking.places:
        assert sum(place.chances) == pytest.approx(1.0)
        assert place.possible[0] <= place.expected + 1e-9
        assert place.expected <= place.possible[1] + 1e-9
