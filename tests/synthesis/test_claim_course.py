"""One group over time: its fall, the fall of the untreated beside it, and the share that is better by a visit."""

from __future__ import annotations

import pytest
from scipy.special import ndtr

from dorsal.synthesis.claim import Claim, Judgement, judge
from dorsal.synthesis.claim.ask import Change, TimingWords
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study
from tests.synthesis.claim_cases import SHORT, ask, claim

SCALE = Scale(code="NPRS", label="NPRS", outcome="pain", low=0, high=10, better="lower", to_0_100=True)


def study(name: str, treatment: str, reported: str, value: float, weeks: float = 8, **more: object) -> Study:
    result = Result(
        row=f"{name}-{weeks:g}", study=name, outcome="pain", scale="NPRS", arms=(Arm(treatment=treatment, n=40),),
        reported=reported, value=value, weeks=weeks, source_url="https://example.org", **more,
    )  # fmt: skip
    return Study(id=name, results=(result,))


def untreated(*points: float) -> object:
    changes = [
        Change(label=f"U{i}", rows=(f"U{i}-8",), n=40, points=value, sd=None, url="https://example.org")
        for i, value in enumerate(points)
    ]
    return lambda *_: tuple(changes)


def judged(said: Claim, *studies: Study, **more: object) -> Judgement:
    known = ask(
        studies={s.id: s for s in studies},
        scales={"NPRS": SCALE},
        timings={"any": TimingWords(label="", windows=(SHORT,))},
        **more,
    )
    return judge(said, known)


FALLS = claim("improves", kind="change_from_baseline", seconds=())
RESPONDS = claim("more_than_half", kind="response_by_visit", seconds=(), visits=4)


def test_a_fall_is_told_beside_that_of_the_untreated() -> None:
    found = judged(FALLS, study("A", "needle", "change_only", -4.1), untreated=untreated(-12.0, -7.0))
    assert found.verdict == "probably"
    assert "pain was 41 points of 100 lower than at the start (1 group)" in found.wording
    assert "in 2 groups without it (80 people) pain fell too, typically by 10 points of 100" in found.wording
    assert {source.rows for source in found.sources} == {("A-8",), ("U0-8",), ("U1-8",)}


def test_the_untreated_may_not_have_fallen_or_not_be_known() -> None:
    needle = study("A", "needle", "change_only", -4.1)
    assert "pain did not fall, typically by 2 points" not in judged(FALLS, needle, untreated=untreated(2.0)).wording
    assert "pain did not fall" in judged(FALLS, needle, untreated=untreated(2.0)).wording
    assert "how pain changes without treatment could not be read" in judged(FALLS, needle).wording


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [([-4.0, -2.0], "probably"), ([-4.0, 1.0], "uncertain"), ([2.0], "probably_not"), ([], "uncertain")],
)
def test_all_groups_must_point_one_way(changes: list[float], verdict: str) -> None:
    studies = [study(f"S{i}", "needle", "change_only", value) for i, value in enumerate(changes)]
    assert judged(FALLS, *studies).verdict == verdict


def test_groups_that_got_it_with_something_else_count_only_where_none_got_it_alone() -> None:
    both = study("A", "needle+walk", "change_only", -3.0)
    assert judged(FALLS, both).verdict == "probably"
    assert judged(FALLS, both, study("B", "needle", "change_only", 1.0)).verdict == "probably_not"


def test_a_score_without_its_start_shows_no_change() -> None:
    assert judged(FALLS, study("A", "needle", "mean_sd", 3.0, sd=1.0)).size == ""


def test_of_several_times_the_one_closest_to_the_target_counts() -> None:
    early, late = study("A", "needle", "change_only", -1.0, weeks=2), study("A", "needle", "change_only", -4.0, weeks=9)
    both = Study(id="A", results=(*early.results, *late.results))
    assert "40 points" in judged(FALLS, both).wording


def test_the_share_that_is_better_follows_from_change_and_spread() -> None:
    found = judged(RESPONDS, study("A", "needle", "change_sd", -3.0, weeks=4, sd=2.0))
    share = float(ndtr((-10 + 30) / 20))
    assert found.size.startswith(f"{100 * share:.0f}\N{NO-BREAK SPACE}% of people")
    assert found.verdict == "probably"
    assert judged(RESPONDS, study("A", "needle", "change_sd", 0.5, weeks=4, sd=1.0)).verdict == "probably_not"
    assert judged(RESPONDS, study("A", "needle", "change_sd", -1.1, weeks=4, sd=2.0)).verdict == "uncertain"


@pytest.mark.parametrize(
    "unusable",
    [
        study("A", "needle", "change_only", -6.0, weeks=4),
        study("A", "needle", "change_sd", -6.0, weeks=8, sd=2.0),
        study("A", "walk", "change_sd", -6.0, weeks=4, sd=2.0),
    ],
    ids=["no spread", "too late", "another treatment"],
)
def test_where_nobody_counted_it_is_uncertain(unusable: Study) -> None:
    found = judged(RESPONDS, unusable)
    assert found.verdict == "uncertain"
    assert "A count of who is better by 10 points or more after each visit of needle" in found.settle[0]
