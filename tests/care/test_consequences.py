"""What options lead to, in values between worst and best: draws, ends, what is unknown, what tells nothing apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dorsal.care.burden import Burden, ClinicValues, burden
from dorsal.care.consequences import Consequences, consequences
from dorsal.care.forecast import expected_draws
from dorsal.care.options import Options, options
from dorsal.patient.facts import Questions
from dorsal.patient.profile import Profile
from dorsal.patient.screen import ScreenRules, screen
from dorsal.topics.care_basis import basis_of
from dorsal.topics.knowledge import knowledge_of
from dorsal.topics.loader import load

TOPIC = load()
BASIS, KNOWLEDGE = basis_of(TOPIC, "release"), knowledge_of(TOPIC)
RULES = ScreenRules(questions=Questions([]), treatments=tuple(TOPIC.treatments))
EXAMPLE = Profile(age=45, weeks=52, radiating="no", pain=6, disability=12, disability_scale="RMDQ_0_24")
CHOSEN = ("usual_care", "exercise", "dry_needling", "dry_needling+exercise", "manipulation")
CLINIC = ClinicValues(currency="EUR", treatments={"exercise": {"price": (20, 20)}, "dry_needling": {"price": (50, 50)}})


def _options(profile: Profile = EXAMPLE, clinic: ClinicValues | None = None) -> Options:
    made = screen(profile, RULES)
    return options(made, BASIS, KNOWLEDGE, treatments=CHOSEN, clinic=clinic, rng=np.random.default_rng(1))


def _found(clinic: ClinicValues | None = None, seed: int = 1) -> Consequences:
    def of_part(part: str) -> Burden:
        return burden(KNOWLEDGE.doses, part, KNOWLEDGE.kinds, clinic)

    return consequences(
        _options(clinic=clinic).options,
        KNOWLEDGE.criteria,
        EXAMPLE,
        BASIS,
        "short",
        of_part,
        np.random.default_rng(seed),
    )


FOUND = _found()


def _at(criterion: str) -> int:
    return [c.code for c in FOUND.criteria].index(criterion)


def test_scores_are_the_joint_draws_against_usual_care() -> None:
    scores = expected_draws(EXAMPLE, BASIS, ("usual_care", *FOUND.options), "pain", "short")
    assert scores is not None
    i, j = FOUND.options.index("exercise"), _at("pain")
    fell = scores[:, 0] - scores[:, 1 + i]
    assert FOUND.values[:, i, j] == pytest.approx(fell / 20.0)
    assert (FOUND.values[:, FOUND.options.index("usual_care"), j] == 0.0).all()


def test_draws_lie_within_the_ends_except_for_scores() -> None:
    for j, criterion in enumerate(FOUND.criteria):
        if criterion.code in BASIS.outcomes:
            continue
        assert (FOUND.values[:, :, j] >= FOUND.least[:, j] - 1e-12).all()
        assert (FOUND.values[:, :, j] <= FOUND.most[:, j] + 1e-12).all()


def test_visits_run_from_the_fewest_to_the_most_that_sources_tell() -> None:
    i, j = FOUND.options.index("exercise"), _at("visits")
    assert (FOUND.least[i, j], FOUND.most[i, j]) == (pytest.approx(0.0), pytest.approx((12 - 8) / 12))


def test_unknown_is_from_worst_to_best_and_never_the_middle() -> None:
    i, j = FOUND.options.index("usual_care"), _at("visits")
    assert not FOUND.known[i, j]
    assert (FOUND.least[i, j], FOUND.most[i, j]) == (0.0, 1.0)
    assert FOUND.values[:, i, j].std() == pytest.approx(1 / np.sqrt(12), rel=0.1)


def test_a_combination_is_no_milder_than_its_parts_and_shares_their_draws() -> None:
    both, one = FOUND.options.index("dry_needling+exercise"), FOUND.options.index("dry_needling")
    j = _at("mild_harm")
    assert (FOUND.values[:, both, j] <= FOUND.values[:, one, j] + 1e-12).all()
    assert FOUND.most[both, j] <= min(FOUND.most[one, j], FOUND.most[FOUND.options.index("exercise"), j])


def test_costs_that_nobody_knows_tell_nothing_apart_until_a_clinic_says_them() -> None:
    assert FOUND.left_out == {"cost": "not known for any option"}
    with_prices = _found(CLINIC)
    assert "cost" in {c.code for c in with_prices.criteria}
    worst = dict(zip((c.code for c in with_prices.criteria), with_prices.ranges, strict=True))["cost"][0]
    assert worst == pytest.approx(12 * 20 + 6 * 50)


def test_the_same_seed_gives_the_same_draws() -> None:
    assert np.array_equal(_found(seed=3).values, _found(seed=3).values)
    assert not np.array_equal(_found(seed=3).values, _found(seed=4).values)


def test_needles_and_medicines_are_yes_no_or_unknown() -> None:
    j, k = _at("needles"), _at("medicines")
    i = FOUND.options.index("dry_needling")
    assert (FOUND.values[:, i, j] == 0.0).all()
    assert (FOUND.values[:, i, k] == 1.0).all()
    assert not FOUND.known[FOUND.options.index("usual_care"), k]


def test_what_cannot_be_carried_over_is_unknown() -> None:
    young = replace(EXAMPLE, age=12)
    found = _options(young)
    assert set(found.ranking.unranked) == {*CHOSEN}
    assert found.ranking.why_not == "fewer than two options can be compared"
