"""How sure one can be of a natural course: a count of stated reasons for doubt, as for effects.

The domains are those of GRADE for prognosis (Iorio et al. 2015, doi:10.1136/bmj.h870) as far as tables can tell: it
starts at "high" and goes down a level for each reason. It is not a panel's rating.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dorsal.care.natural_course import Course
from dorsal.synthesis.grading.certainty import FEW_PEOPLE, LEVELS, Certainty

FEW_TRIALS = 3
TAIL = 0.025


def course_certainty(course: Course, mic: float) -> Certainty:
    """`mic`: smallest change that matters, in points of 0-100."""
    reasons = tuple(_reasons(course, mic))
    return Certainty(level=LEVELS[min(len(reasons), len(LEVELS) - 1)], reasons=reasons)


def _reasons(course: Course, mic: float) -> Iterator[str]:
    if len(course.studies) < FEW_TRIALS:
        count = "only 1 trial tells" if len(course.studies) == 1 else f"only {len(course.studies)} trials tell"
        yield f"{count} how it goes on without the treatment"
    if course.people < FEW_PEOPLE:
        yield f"only {course.people} people were followed"
    low, high = np.quantile(course.means(course.start_mean), (TAIL, 1.0 - TAIL))
    if high - low > 2.0 * mic:
        yield "settings differ by more than a change that matters"
    if course.stand_ins:
        yield "some of it comes from other people or other care, or from starts that are not printed"
