"""Every case of docs/screening.md is run, and the page is the one made from the cases."""

from __future__ import annotations

import pytest

from dorsal.errors import ProfileError
from dorsal.patient.screen import Screen, screen
from tests.patient.people import person, rows, rules
from tests.patient.screening_cases import URGENCY, Family, Rest
from tests.patient.screening_manual import DOCS, page, rows_page
from tests.patient.treatment_cases import TREATMENTS

AGAIN = "python -m tests.patient.screening_manual"
CASES = [(family, *case) for family in (*URGENCY, *TREATMENTS) for case in family.cases]
NAMES = [f"{family.of or 'urgency'} {said[:40] or 'nothing'}" for family, said, _, _ in CASES]


def _screened(said: str, rest: Rest) -> Screen:
    return screen(person(said, rest="no" if rest == "no" else "unknown"), rules())


def _urgency(made: Screen) -> tuple[str, str]:
    if not made.flags and not made.noted and made.danger_unasked:
        return made.urgency, f"{len(made.danger_unasked)} questions unanswered"
    noted = rows(made.noted)
    return made.urgency, f"{rows(made.flags)}{f' {noted} (noted)' if noted else ''}".strip()


def _verdict(made: Screen, treatment: str) -> tuple[str, str]:
    verdict = made.of(treatment)
    if not verdict.known:
        return verdict.verdict, "no rule known"
    left_out = rows(verdict.left_out)
    only_left_out = f"{left_out} (left out)" if left_out and not verdict.certain else ""
    return verdict.verdict, rows(verdict.certain) or only_left_out


@pytest.mark.parametrize(
    ("family", "said", "result", "held"),
    CASES,
    ids=[f"{f.of or 'urgency'} {said[:40] or 'nothing'}" for f, said, *_ in CASES],
)
def test_every_case_of_the_manual(family: Family, said: str, result: str, held: str) -> None:
    made = _screened(said, family.rest)
    assert (_verdict(made, family.of) if family.of else _urgency(made)) == (result, held)


@pytest.mark.parametrize(("name", "text"), [("screening.md", page()), ("screening_rows.md", rows_page())])
def test_the_page_is_made_from_the_cases(name: str, text: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == text, f"make it again: {AGAIN}"


def test_every_row_is_in_some_case_or_in_the_list_of_rows() -> None:
    listed = rows_page()
    assert not [row.row for row in (*rules().rules, *rules().flags) if f"| {row.row} |" not in listed]
    shown = {row for _, _, _, held in CASES for row in held.split()}
    flags = {flag.row for flag in rules().flags if flag.when or flag.prompt}
    assert flags - shown == set()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("age=80 pregnant", "answers.pregnant: 'yes': it cannot be so with age 80"),
        ("bp_180 bp_160=no high_bp", "answers.bp_180"),
        ("injury_severe injury_small", "answers.injury_small: 'yes': it cannot be so with injury_severe yes"),
        ("organ_failure kidney=no liver=no", "answers.organ_failure"),
        ("bone_tumour cancer=no", "answers.bone_tumour: 'yes': it cannot be so with cancer no"),
    ],
)
def test_answers_that_cannot_all_be_true_are_refused(said: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        _screened(said, "not asked")
    assert told in str(caught.value)
