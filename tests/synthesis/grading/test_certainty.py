"""Each reason for doubt, as a small table: what an estimate looks like, and how far its certainty goes down."""

import math
from dataclasses import replace

import pytest

from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import certainty
from dorsal.synthesis.study_shares import StudyShares

SURE = Estimate(
    first="a",
    second="b",
    measure="MD100",
    mean=-30.0,
    se=2.0,
    ci=(-34.0, -26.0),
    pi=(-36.0, -24.0),
    level=0.95,
    df=math.inf,
    direct_share=1.0,
    studies=("s1", "s2"),
    people=900,
    shares=StudyShares.of([("s1", 0.7), ("s2", 0.3)]),
)
LOW = {"s1": "low", "s2": "low"}


def test_nothing_to_doubt_is_high_without_reasons():
    found = certainty(SURE, mic=20.0, bias=LOW)
    assert (found.level, found.reasons) == ("high", ())


@pytest.mark.parametrize(
    ("change", "bias", "level", "reason"),
    [
        ({}, {"s1": "high", "s2": "low"}, "low", "70\u00a0% of it comes from trials at high risk of bias"),
        ({}, {"s1": "low", "s2": "high"}, "high", None),
        ({}, {}, "moderate", "not known to be low for most of it (not assessed or unclear: 100\u00a0%)"),
        ({}, {"s1": "some", "s2": "low"}, "moderate", "not known to be low"),
        ({"ci": (-34.0, -10.0)}, LOW, "moderate", "both differences that matter and differences that do not"),
        ({"ci": (-34.0, 24.0), "pi": None}, LOW, "low", "matters one way to one that matters the other way"),
        ({"pi": (-60.0, 10.0)}, LOW, "moderate", "prediction interval"),
        ({"flags": ("extrapolated",)}, LOW, "moderate", "assumes that effects of parts add up"),
        ({"flags": ("extrapolated",), "additivity_p": 0.5}, LOW, "moderate", "assumes that effects of parts add up"),
        ({"flags": ("extrapolated",), "additivity_p": 1e-5}, LOW, "low", "in these trials they do not"),
        ({"unreplicated": True, "pi": None}, LOW, "moderate", "no comparison was made twice"),
        ({"studies": (), "people": 0}, LOW, "moderate", "no trial with usable numbers compared the two head to head"),
        ({"flags": ("derived",)}, LOW, "moderate", "derived under assumptions"),
        ({"people": 78}, LOW, "moderate", "only 78 people"),
        ({"people": None}, LOW, "high", None),
        ({"people": 78, "flags": ("derived", "sensitivity")}, {}, "very low", "only 78 people"),
    ],
)
def test_each_reason_lowers_the_level(change, bias, level, reason):
    found = certainty(replace(SURE, **change), mic=20.0, bias=bias)
    assert found.level == level
    assert (reason is None and not found.reasons) or any(reason in said for said in found.reasons)


def test_without_a_mic_the_interval_is_held_against_no_difference():
    crossing = replace(SURE, ci=(-3.0, 2.0))
    assert certainty(crossing, mic=None, bias=LOW).reasons == ("the interval includes no difference",)
    assert certainty(SURE, mic=None, bias=LOW).level == "high"


@pytest.mark.parametrize(("pi", "level"), [((-60.0, -5.0), "high"), ((-60.0, 10.0), "moderate")])
def test_trials_that_point_elsewhere_count_where_no_difference_is_said_to_matter(pi, level):
    found = certainty(replace(SURE, pi=pi), mic=None, bias=LOW)
    assert found.level == level
