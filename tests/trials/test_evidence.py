"""What enters an analysis of the bundled trials, and that no row is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import numpy as np
import pytest

from dorsal.topics.loader import load
from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_options import EffectOptions
from dorsal.trials.evidence import LENT_VARIANCE, Evidence, gather
from dorsal.trials.question import Question
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study

TOPIC = load()
POOLABLE = {r.row for study in TOPIC.studies for r in study.results if r.use != "record"}

COUNTS = [
    # outcome, window, contrasts and of these resting on sensitivity rows: as MD100, as SMD
    ("pain", "immediate", (3, 0), (2, 0)),
    ("pain", "short", (21, 6), (22, 6)),
    ("pain", "intermediate", (13, 2), (12, 2)),
    ("pain", "long", (8, 1), (8, 1)),
    ("disability", "immediate", (0, 0), (0, 0)),
    ("disability", "short", (17, 7), (20, 6)),
    ("disability", "intermediate", (13, 2), (11, 1)),
    ("disability", "long", (12, 1), (10, 0)),
]


def evidence(outcome: str, window: str, measure: str = "MD100", **more: Any) -> Evidence:
    question = Question(outcome=outcome, window=TOPIC.windows[window], measure=measure, **more)
    return gather(TOPIC.studies, TOPIC.scales, question, TOPIC.reference, EffectOptions())


def of(found: Evidence, study: str) -> Contrast:
    return next(contrast for contrast in found.contrasts if contrast.study == study)


@pytest.mark.parametrize(("outcome", "window", "points", "standardised"), COUNTS)
def test_so_many_contrasts_enter(
    outcome: str, window: str, points: tuple[int, int], standardised: tuple[int, int]
) -> None:
    for measure, expected in (("MD100", points), ("SMD", standardised)):
        uses = [contrast.use for contrast in evidence(outcome, window, measure).contrasts]
        assert (len(uses), uses.count("sensitivity")) == expected


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("measure", ["", "SMD"])
def test_every_row_is_used_or_left_out_with_its_reason(measure: str, strict: bool) -> None:
    rows = [result.row for study in TOPIC.studies for result in study.results]
    for asked in TOPIC.questions():
        question = replace(asked, measure=measure or asked.measure, strict=strict)
        found = gather(TOPIC.studies, TOPIC.scales, question, TOPIC.reference, EffectOptions())
        used = [row for contrast in found.contrasts for row in contrast.rows]
        out = [left.row for left in found.left_out]
        assert sorted(used + out) == sorted(rows), (question.outcome, question.window)
        assert all(left.reason for left in found.left_out)
        assert {contrast.measure for contrast in found.contrasts} <= {question.measure}


def test_strict_takes_main_rows_only() -> None:
    found = evidence("pain", "short", strict=True)
    assert {contrast.use for contrast in found.contrasts} == {"main"}
    reasons = {left.row: left.reason for left in found.left_out}
    assert reasons["LBP0017"].startswith("sensitivity row, and only main rows were asked for: effect size reported")


def test_sensitivity_rows_enter_only_for_treatments_that_nothing_else_connects() -> None:
    found = evidence("disability", "short", "SMD")
    assert of(found, "jhwcr782").use == of(found, "med39734").use == "sensitivity"
    # acupuncture, manipulation and NSAID are joined to usual care by main rows of other trials
    reasons = {left.row: left.reason for left in found.left_out}
    assert reasons["LBP0270"] == (
        "sensitivity row; its treatments are connected without it: spinal pain, not only low back pain"
    )
    assert any(note.startswith("Sensitivity rows enter from: ") and "JHWCR" in note for note in found.notes)


def test_the_rows_of_a_population_only() -> None:
    found = evidence("pain", "short", populations=("acute",))
    populations = {study.id: study.population for study in TOPIC.studies}
    assert {populations[contrast.study] for contrast in found.contrasts} <= {"acute"}
    assert {left.reason for left in found.left_out if left.row == "LBP0077"} == {"another population (chronic)"}


def test_the_treatments_asked_for_only() -> None:
    found = evidence("pain", "short", treatments=("yoga", "education"))
    assert of(found, "saper2017").treatments == ("yoga", "education")
    assert {treatment for contrast in found.contrasts for treatment in contrast.treatments} == {"yoga", "education"}


def test_contrasts_of_a_shared_arm_carry_its_variance() -> None:
    found = evidence("disability", "short")
    contrast = of(found, "ukbeam2004")
    assert contrast.treatments[0] == "usual_care"
    effects = dict(zip(contrast.treatments[1:], contrast.effect, strict=True))
    assert effects == {
        "exercise+manipulation+usual_care": pytest.approx(-1.87 * 100 / 24),
        "exercise+usual_care": pytest.approx(-1.4 * 100 / 24),
        "manipulation+usual_care": pytest.approx(-1.6 * 100 / 24),
    }
    usual_care = (0.28 * 100 / 24) ** 2  # the standard error printed for that arm
    assert contrast.cov[np.triu_indices(3, 1)] == pytest.approx(np.full(3, usual_care))
    assert {left.reason for left in found.left_out if left.row == "LBP0029"} == {LENT_VARIANCE}


def test_arms_of_one_trial() -> None:
    contrast = of(evidence("disability", "short"), "cherkin2001")
    assert contrast.treatments == ("acupuncture", "massage", "education")
    assert contrast.effect == pytest.approx(np.array([6.3 - 7.9, 8.8 - 7.9]) * 100 / 23)
    assert contrast.cov * (23 / 100) ** 2 == pytest.approx(np.array([[0.7**2 + 0.6**2, 0.7**2], [0.7**2, 0.98]]))


def test_two_arms_with_the_same_treatment_are_one() -> None:
    contrast = of(evidence("pain", "short"), "cherkin2011")
    assert (contrast.treatments, contrast.n) == (("usual_care", "massage"), (133, 268))
    assert contrast.effect == pytest.approx([(136 * -1.7 + 132 * -1.4) / 268 * 10])


def test_arms_unequal_at_baseline_are_compared_by_their_change() -> None:
    contrast = of(evidence("disability", "short"), "med39734")
    assert contrast.treatments == ("dry_needling+manipulation", "manipulation")
    needled, alone = 10.92 - 13.67, 12.66 - 16.09
    assert contrast.effect == pytest.approx([(alone - needled) * 100 / 24])
    assert contrast.use == "sensitivity"


def test_a_standardised_difference_becomes_points_with_a_standard_deviation_that_is_told() -> None:
    found = evidence("pain", "short")
    note = next(note for note in found.notes if note.startswith("Standardised differences are turned"))
    assert "standard deviation of 22.0, the median of the final scores of 23 arms in 9 trials" in note
    assert of(found, "jhwcr782").effect == pytest.approx([-0.95 * 22.0], abs=0.05)
    question = Question(outcome="pain", window=TOPIC.windows["short"], measure="MD100")
    asked = gather(TOPIC.studies, TOPIC.scales, question, TOPIC.reference, EffectOptions(reference_sd=20.0))
    assert of(asked, "jhwcr782").effect == pytest.approx([-19.0])
    assert "Standardised differences times 20, as asked, are points of 0-100." in asked.notes


def test_margins_of_a_factorial_trial_are_two_contrasts() -> None:
    found = [c for c in evidence("responder", "short", "RR").contrasts if c.study == "licciardone2013"]
    assert [set(c.treatments) for c in found] == [
        {"manipulation", "sham_manipulation"}, {"electrotherapy", "sham_electrotherapy"},
    ]  # fmt: skip
    assert abs(found[0].effect[0]) == pytest.approx(log((145 / 230) / (103 / 225)))
    pain = [c for c in evidence("pain", "short").contrasts if c.study == "pengel2007"]
    assert [c.effect[0] for c in pain] == pytest.approx([-8, -7])


SCALES = {
    "NPRS": Scale(code="NPRS", label="NPRS", outcome="pain", low=0, high=10, better="lower", to_0_100=True),
    "VAS": Scale(code="VAS", label="VAS", outcome="pain", low=0, high=100, better="lower", to_0_100=True),
}


def pair(first: str, second: str, use: str = "main", **more: Any) -> Study:
    """A trial of one contrast; its id names the two."""
    name = f"{first}-{second}"
    arms = (Arm(treatment=first, n=more.pop("n", 40)), Arm(treatment=second, n=40))
    said: dict[str, Any] = {"scale": "NPRS", "reported": "md_se", "value": -1.0, "se": 0.5, "weeks": 8.0} | more
    result = Result(row=name, study=name, outcome="pain", arms=arms, use=use, use_reason="rounded", **said)  # type: ignore[arg-type]
    return Study(id=name, population="chronic", results=(result,))


def gathered(*studies: Study, measure: str = "MD100", **more: Any) -> Evidence:
    return gather(studies, SCALES, Question(outcome="pain", measure=measure, **more), "ref", EffectOptions())


@pytest.mark.parametrize(
    ("studies", "entering"),
    [
        ([pair("a", "ref"), pair("b", "a", "sensitivity")], {"a-ref", "b-a"}),
        ([pair("a", "ref"), pair("a", "ref", "sensitivity", weeks=9.0)], {"a-ref"}),
        # joined by a chain
        ([pair("a", "ref"), pair("b", "a"), pair("b", "ref", "sensitivity")], {"a-ref", "b-a"}),
        # each brings the same treatment, none is more needed than the other
        ([pair("a", "ref"), pair("b", "a", "sensitivity"), pair("b", "ref", "sensitivity")], {"a-ref", "b-a", "b-ref"}),
        # in an island that main rows do not join to the reference
        ([pair("a", "ref"), pair("c", "d"), pair("d", "a", "sensitivity")], {"a-ref", "c-d", "d-a"}),
        # nothing but sensitivity rows
        ([pair("b", "ref", "sensitivity")], {"b-ref"}),
        ([pair("b", "ref", "record")], set()),
    ],
)
def test_who_enters(studies: list[Study], entering: set[str]) -> None:
    found = gathered(*studies)
    assert {contrast.study for contrast in found.contrasts} == entering
    assert {c.study for c in gathered(*studies, strict=True).contrasts} == {
        study.id for study in studies if study.results[0].use == "main"
    } & entering


def test_without_the_reference_the_largest_group_decides() -> None:
    found = gathered(pair("a", "b"), pair("b", "c"), pair("d", "e"), pair("c", "a", "sensitivity", weeks=9.0),
                     pair("e", "a", "sensitivity"))  # fmt: skip
    assert {contrast.study for contrast in found.contrasts} == {"a-b", "b-c", "d-e", "e-a"}
    assert found.notes[-1].startswith("No main row reports ref; connected means joined to the largest group")


def test_the_next_best_numbers_are_tried_where_the_best_do_not_give_the_measure() -> None:
    adjusted = replace(pair("a", "ref").results[0], row="adjusted", adjusted="yes", se=None, ci_low=-2.0)
    arms = [
        Result(row=t, study="a-ref", outcome="pain", scale="NPRS", arms=(Arm(treatment=t, n=40),), reported="mean_sd",
               value=4.0, sd=2.0, weeks=8.0)
        for t in ("a", "ref")
    ]  # fmt: skip
    found = gathered(replace(pair("a", "ref"), results=(adjusted, *arms)))
    assert [contrast.rows for contrast in found.contrasts] == [("a", "ref")]
    assert [(left.row, left.reason) for left in found.left_out] == [("adjusted", "no standard error printed")]


def test_points_of_different_scales_are_warned_of() -> None:
    studies = [pair("a", "ref"), pair("b", "ref", scale="VAS")]
    assert any(
        "different scales (NPRS, VAS) are pooled as if alike" in note for note in gathered(*studies, measure="MD").notes
    )
    assert not gathered(*studies).notes
