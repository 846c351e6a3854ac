"""Reasons to doubt a natural course, one level each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dorsal.care.bounded import Bounded
from dorsal.care.course_certainty import course_certainty
from dorsal.care.natural_course import Course
from dorsal.care.slope import Slope

SURE = Course(
    outcome="pain", window="short", population="chronic", populations=("chronic",), treatments=("usual_care",),
    start_mean=60.0, start_sd=18.0, end_mean=45.0, se=1.0, tau=2.0, slope=Slope(mean=0.5, sd=0.1, sources=()),
    residual_sd=20.0, intercepts=np.linspace(12.0, 18.0, 200), slopes=np.full(200, 0.5), scores=Bounded(sd=20.0),
    arms=("r",), studies=("a", "b", "c", "d"), people=900, notes=(),
)  # fmt: skip


def test_many_people_of_settings_that_agree_leave_no_doubt() -> None:
    assert course_certainty(SURE, 20.0).level == "high"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"studies": ("a",)}, "only 1 trial tells"),
        ({"people": 120}, "only 120 people"),
        ({"intercepts": np.linspace(-20.0, 50.0, 200)}, "settings differ"),
        ({"stand_ins": True}, "other people or other care"),
    ],
)
def test_each_reason_takes_a_level(change: dict[str, object], words: str) -> None:
    found = course_certainty(replace(SURE, **change), 20.0)
    assert found.level == "moderate"
    assert words in found.reasons[0]


def test_it_does_not_fall_below_very_low() -> None:
    worst = replace(SURE, studies=("a",), people=40, intercepts=np.linspace(-20.0, 50.0, 200), stand_ins=True)
    assert course_certainty(worst, 20.0).level == "very low"
