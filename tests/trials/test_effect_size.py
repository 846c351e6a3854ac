"""From the results of one study to its contrasts: agreement with netmeta, signs, pieces, and what is left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import EvidenceError
from dorsal.trials.binary import ZERO_CELLS
from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_size import MEASURES, EffectOptions, study_contrasts
from dorsal.trials.study import CONTRAST_REPORTS, Result, Study
from tests.trials.written import arm, converted, how, named, only, pair, reasons

DATA = Path(__file__).parents[1] / "data"


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def smoking() -> Iterator[tuple[str, Result]]:
    for i, row in enumerate(table("smoking_cessation.csv"), 2):
        events, n = float(row["responders"]), int(row["sampleSize"])
        yield row["study"], arm(f"line {i}", row["treatment"], n, "events", events, study=row["study"], scale="")


def parkinson() -> Iterator[tuple[str, Result]]:
    for i, row in enumerate(table("parkinson.csv"), 2):
        n, mean, sd = int(row["sampleSize"]), float(row["mean"]), float(row["std.dev"])
        yield row["study"], arm(f"line {i}", row["treatment"], n, "mean_sd", mean, sd=sd, study=row["study"], scale="")


def senn() -> Iterator[tuple[str, Result]]:
    for i, row in enumerate(table("senn2013.csv"), 2):
        names = [row["treat1"][:4], row["treat2"][:4]]
        value, se = float(row["TE"]), float(row["seTE"])
        yield row["studlab"], pair(f"line {i}", *names, "effect_se", value, se=se, study=row["studlab"], scale="")


SETS = {"smokingcessation": (smoking, "OR"), "smokingcessation_RR": (smoking, "RR"),
        "parkinson": (parkinson, "MD"), "Senn2013": (senn, "MD")}  # fmt: skip


def contrasts_of(name: str) -> dict[str, Contrast]:
    read, measure = SETS[name]
    studies: dict[str, list[Result]] = {}
    for study, result in read():
        studies.setdefault(study, []).append(result)
    found = {}
    for study, results in studies.items():
        (contrast,), left_out = study_contrasts(
            Study(id=study, results=tuple(results)), results, {}, EffectOptions(measure=measure)
        )
        assert not left_out
        found[study] = contrast
    return found


@pytest.mark.parametrize("name", SETS)
def test_every_pairwise_contrast_of_netmeta(name: str) -> None:
    """Estimates and standard errors of all pairs, so the covariance within multi-arm studies too, to 1e-12."""
    found, seen = contrasts_of(name), 0
    for row in (row for row in table("netmeta_pairwise.csv") if row["dataset"] == name):
        contrast = found[row["studlab"]]
        k = len(contrast.treatments)
        effect, cov = np.zeros(k), np.zeros((k, k))
        effect[1:], cov[1:, 1:] = contrast.effect, contrast.cov
        a, b = contrast.treatments.index(row["treat1"]), contrast.treatments.index(row["treat2"])
        assert effect[a] - effect[b] == pytest.approx(float(row["TE"]), rel=1e-12, abs=1e-12)
        assert cov[a, a] + cov[b, b] - 2 * cov[a, b] == pytest.approx(float(row["seTE"]) ** 2, rel=1e-12)
        seen += 1
    assert seen == (9 if name == "parkinson" else 28)


def test_the_covariance_that_netmeta_implies_for_willms() -> None:
    contrast = contrasts_of("Senn2013")["Willms1999"]
    assert contrast.treatments == ("acar", "plac", "metf")
    v = {
        frozenset((row["treat1"][:4], row["treat2"][:4])): float(row["seTE"]) ** 2
        for row in table("senn2013.csv")
        if row["studlab"] == "Willms1999"
    }
    plac, metf, between = v[frozenset(("acar", "plac"))], v[frozenset(("acar", "metf"))], v[frozenset(("plac", "metf"))]
    assert contrast.cov[0, 1] == pytest.approx((plac + metf - between) / 2, rel=1e-12)
    assert "all pairwise contrasts" in how(contrast, "covariance")


def test_first_treatment_is_the_base_and_rows_and_people_are_kept() -> None:
    contrast = only(arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0), arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5))
    assert contrast.treatments == ("a", "b")
    assert contrast.effect == pytest.approx([-2.0])
    assert contrast.cov[0, 0] == pytest.approx(4 / 50 + 6.25 / 40)
    assert contrast.n == (50, 40)
    assert contrast.rows == ("r1", "r2")
    assert contrast.derived == ()


@pytest.mark.parametrize("measure", ["MD", "MD100", "SMD", "SMD-D", "SMD-GLASS"])
def test_negative_favours_the_first_whatever_the_scale(measure: str) -> None:
    low = [arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0), arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5)]
    high = [
        arm("r1", "a", 50, "mean_sd", 3.0, sd=2.0, scale="FUNC"),
        arm("r2", "b", 40, "mean_sd", 5.0, sd=2.5, scale="FUNC"),
    ]
    lower, higher = only(*low, measure=measure), only(*high, measure=measure)
    assert lower.effect[0] < 0
    assert higher.effect == pytest.approx(lower.effect)
    assert higher.cov == pytest.approx(lower.cov)
    assert "better when higher" in how(higher, "direction")


def test_printed_differences_are_turned_alike() -> None:
    up = pair("r1", "a", "b", "md_se", 2.0, se=0.5, scale="FUNC")
    assert only(up).effect == pytest.approx([-2.0])
    assert only(up, measure="MD100").effect == pytest.approx([-20.0])
    assert only(pair("r1", "a", "b", "effect_se", 2.0, se=0.5, scale="FUNC")).effect == pytest.approx([2.0])
    ratio = pair("r1", "a", "b", "or_ci", 2.0, ci_low=1.0, ci_high=4.0, scale="FUNC")
    assert only(ratio, measure="OR").effect == pytest.approx([np.log(2.0)])


def test_the_weakest_use_marks_the_contrast_and_covariates_come_from_the_study() -> None:
    results = [arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0), arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5, grade="C")]
    study = {"population": "chronic", "year": 2011}
    contrast = only(*results, study=study)
    assert contrast.use == "main"
    assert contrast.covariates == {"population": "chronic", "year": 2011, "bias": "not_assessed", "grade": "C"}
    weak = arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5, use="sensitivity")
    assert only(results[0], weak).use == "sensitivity"


def test_pieces_that_share_no_arm_are_contrasts_of_their_own() -> None:
    contrasts, left_out = converted(
        pair("r1", "exercise", "sham_exercise", "md_se", -0.8, se=0.25),
        pair("r2", "advice", "sham_advice", "md_se", -0.7, se=0.25),
        pair("r3", "advice+exercise", "sham_advice+sham_exercise", "md_se", -1.5, se=0.38),
    )
    assert [contrast.rows for contrast in contrasts] == [("r1",), ("r2",)]
    assert [(left.row, left.reason) for left in left_out] == [("r3", "the same people counted twice (factorial trial)")]


def test_margins_of_a_factorial_trial_go_before_its_cells_in_any_order() -> None:
    contrasts, _ = converted(
        pair("r3", "advice+exercise", "sham_advice+sham_exercise", "md_se", -1.5, se=0.38),
        pair("r1", "exercise", "sham_exercise", "md_se", -0.8, se=0.25),
        pair("r2", "advice", "sham_advice", "md_se", -0.7, se=0.25),
    )
    assert [contrast.rows for contrast in contrasts] == [("r1",), ("r2",)]


def test_an_arm_or_a_pair_counts_once() -> None:
    left = reasons(
        pair("r1", "a", "b", "md_se", -1.0, se=0.3),
        pair("r2", "b", "a", "md_se", 0.9, se=0.3, adjusted="yes"),
    )
    assert left == {"r1": "the same two arms stand in r2"}
    left = reasons(
        arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0),
        arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5),
        arm("r3", "b", 40, "mean_sd", 3.1, sd=2.5),
    )
    assert left == {"r3": "the same arm stands in r2"}


def test_rows_on_another_scale_are_left_out() -> None:
    left = reasons(
        arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0),
        arm("r2", "b", 40, "mean_sd", 3.0, sd=2.5),
        arm("r3", "b", 40, "mean_sd", 30, sd=25, scale="ODD"),
    )
    assert left == {"r3": "on another scale than most rows of the study, which are on NPRS"}


@pytest.mark.parametrize(
    ("result", "measure", "reason"),
    [
        (pair("r", "a:low", "a:high", "md_se", 1.0, se=1.0), "MD", "both arms are the same treatment"),
        (arm("r", "a", 50, "mean_sd", 5.0, sd=2.0), "MD", "a single arm, with no other arm to compare it with"),
        (pair("r", "a", "b", "md_only", 1.0), "MD", "no spread is printed"),
        (pair("r", "a", "b", "md_se", 1.0, se=1.0, scale="ODD"), "MD100", "enters standardised differences only"),
        (pair("r", "a", "b", "md_se", 1.0, se=1.0, scale="new"), "MD100", "its scale is not known"),
        (pair("r", "a", "b", "smd_se", 1.0, se=1.0), "MD", "a standardised difference cannot become a mean difference"),
        (pair("r", "a", "b", "smd_se", 1.0, se=1.0), "MD100", "only with a reference standard deviation"),
        (pair("r", "a", "b", "md_se", 1.0, se=1.0), "SMD", "no standard deviation is printed"),
        (pair("r", "a", "b", "md_se", 1.0, se=1.0), "ROM", "a mean difference cannot become a ratio of means"),
        (pair("r", "a", "b", "md_se", 1.0, se=1.0), "SMD-GLASS", "needs the arms"),
        (pair("r", "a", "b", "rr_ci", 1.2, ci_low=1, ci_high=2), "OR", "a risk ratio cannot become an odds ratio"),
        (pair("r", "a", "b", "or_ci", 1.2, ci_low=1, ci_high=2), "MD", "an odds ratio cannot become a mean difference"),
        (arm("r", "a", 50, "events", 5), "MD", "events of arms give no mean difference"),
        (arm("r", "a", 50, "mean_sd", 5, sd=1), "OR", "scores of arms give no odds ratio"),
    ],
)
def test_why_a_row_is_left_out(result: Result, measure: str, reason: str) -> None:
    contrasts, (left,) = converted(result, measure=measure)
    assert contrasts == ()
    assert left.row == "r"
    assert left.study == "s"
    assert reason in left.reason


def test_no_rows_no_contrast() -> None:
    assert study_contrasts(Study(id="s"), [], {}, EffectOptions()) == ((), ())


def test_every_row_is_used_or_left_out() -> None:
    rows = [
        arm("r1", "a", 50, "mean_sd", 5.0, sd=2.0),
        arm("r2", "b", None, "mean_sd", 3.0, sd=2.5),
        arm("r3", "c", 40, "mean_only", 3.0),
        pair("r4", "a", "b", "md_se", 2.0, se=0.4),
        pair("r5", "a", "d", "md_p", 2.0, p=1.0),
        arm("r6", "e", 40, "mean_sd", 3.0, sd=2.5),
    ]
    for measure in ("MD", "MD100", "SMD", "ROM", "OR"):
        contrasts, left_out = converted(*rows, measure=measure)
        used = [row for contrast in contrasts for row in contrast.rows]
        assert sorted({*used, *(left.row for left in left_out)}) == [row.row for row in rows]


FAMILIES = [
    ("md_se", "md_ci", "md_t", "md_p", "smd_se", "smd_n"),
    ("mean_sd", "mean_se", "mean_ci", "change_sd", "md_se"),
    ("events", "or_ci", "rr_ci", "effect_se"),
    ("rate", "irr_ci"),
    ("median_iqr", "median_range", "mean_only", "md_only", "effect_ci"),
]
ARMS = ["a", "b", "c", "a:low", "a:high", "a+b"]
maybe = st.one_of(st.none(), st.floats(0.1, 5).map(lambda x: round(x, 2)))


@st.composite
def rows_of_a_study(draw: st.DrawFn) -> list[Result]:
    family, rows = draw(st.sampled_from(FAMILIES)), []
    for place in range(draw(st.integers(1, 6))):
        reported = draw(st.sampled_from(family))
        low = draw(st.floats(0.1, 4).map(lambda x: round(x, 1)))
        numbers = {
            "sd": draw(maybe), "se": draw(maybe), "baseline": draw(maybe), "statistic": draw(maybe),
            "person_time": draw(maybe), "p": draw(st.sampled_from([None, 0.001, 0.04, 1.0])),
            "ci_low": low, "ci_high": low + 1, "quartiles": (low, low + 1), "extremes": (low - 1, low + 2),
            "adjusted": draw(st.sampled_from(["yes", "no"])), "scale": draw(st.sampled_from(["NPRS", "FUNC", "ODD"])),
        }  # fmt: skip
        value = draw(st.sampled_from([0.0, 1.0])) if reported in ("events", "rate") else low + 0.5
        people = st.sampled_from([None, 2, 20, 50])
        if reported in CONTRAST_REPORTS:
            first, second = draw(st.permutations(ARMS))[:2]
            rows.append(pair(f"r{place}", first, second, reported, value, (draw(people), draw(people)), **numbers))
        else:
            rows.append(
                arm(f"r{place}", named(draw(st.sampled_from(ARMS)), draw(people)), None, reported, value, **numbers)
            )
    return rows


@given(rows_of_a_study(), st.sampled_from(sorted(MEASURES)), st.sampled_from(ZERO_CELLS))
def test_whatever_is_printed_every_row_is_used_or_left_out(rows: list[Result], measure: str, zero_cells: str) -> None:
    try:
        contrasts, left_out = converted(*rows, measure=measure, zero_cells=zero_cells, reference_sd=20.0)
    except EvidenceError as fault:
        assert "contradict each other" in str(fault)  # noqa: PT017
        return
    used = [row for contrast in contrasts for row in contrast.rows]
    assert {*used, *(left.row for left in left_out)} == {row.row for row in rows}
    assert not {*used} & {left.row for left in left_out}
    assert all(contrast.measure == measure for contrast in contrasts)
