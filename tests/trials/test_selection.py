"""Which rows of the bundled trials count, each worked out by hand from the tables and the rules of their README.

Rows are named by their number. "arms" of a trial are left where a contrast of it is adjusted for baseline; within a
window the time closest to its target (2, 8, 26, 52 weeks) counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dorsal.topics.loader import load
from dorsal.trials.question import Question, Window
from dorsal.trials.scale import Scale
from dorsal.trials.selection import Selection, select
from dorsal.trials.study import Arm, Result, Study

TOPIC = load()
STUDIES = {study.id: study for study in TOPIC.studies}

CASES = [
    # three adjusted contrasts against usual care, whose row gives their covariance; RMDQ tells of four treatments
    ("ukbeam2004", "disability", "short", "MD100", [[41, 47, 48, 29]]),
    ("ukbeam2004", "disability", "long", "MD100", [[42, 49, 31]]),
    ("ukbeam2004", "pain", "short", "MD100", [[43]]),
    # adjusted for disability, in all three pairs; for pain not adjusted, so the arms, and of these the final scores
    ("saper2017", "disability", "short", "MD100", [[87, 88, 89, 76, 80, 84]]),
    ("saper2017", "pain", "short", "MD100", [[77, 81, 85]]),
    # two kinds of massage against the same usual care, no rows of arms
    ("cherkin2011", "disability", "short", "MD100", [[67, 69]]),
    ("cherkin2011", "pain", "short", "MD100", [[68, 70]]),
    # changes of arms; the cognitive arm has a number for disability at one year only
    ("cherkin2016", "disability", "intermediate", "MD100", [[327, 329]]),
    ("cherkin2016", "disability", "long", "MD100", [[331, 333, 335]]),
    ("cherkin2016", "pain", "long", "MD100", [[332, 334]]),
    # two events: the one listed first
    ("cherkin2016", "responder", "intermediate", "RR", [[71]]),
    # all three adjusted pairs of two kinds of manipulation and a waiting list
    ("xia2016", "disability", "short", "MD100", [[99, 100, 101, 93, 95, 97]]),
    ("xia2016", "pain", "short", "MD100", [[102, 103, 104, 94, 96, 98]]),
    # differences without a spread are records
    ("haas2014", "pain", "short", "MD100", []),
    ("haas2014", "disability", "long", "MD100", []),
    # adjusted contrast before the arms' changes
    ("hill2011", "disability", "intermediate", "MD100", [[149]]),
    ("hill2011", "disability", "long", "MD100", [[152]]),
    ("fritz2015", "disability", "short", "MD100", [[155]]),
    # not said to be adjusted: the arms; week 52, not 148
    ("lamb2010", "disability", "long", "MD100", [[156, 157]]),
    # margins of a factorial trial: each margin apart, arms before unadjusted ratios, the event listed first
    ("licciardone2013", "responder", "short", "RR", [[214, 215], [216, 217]]),
    # margins again; the comparison of cells has the same people
    ("pengel2007", "pain", "short", "MD100", [[164], [165]]),
    ("pengel2007", "disability", "short", "SMD", [[169]]),
    ("pengel2007", "disability", "short", "MD100", []),
    # arms with standard errors; pain only as sensitivity rows
    ("cherkin2001", "disability", "short", "MD100", [[273, 274, 275]]),
    ("cherkin2001", "pain", "short", "MD100", []),
    ("med39734", "disability", "short", "MD100", []),
    ("cherkin2009", "disability", "short", "MD100", []),
    # a scale that is not printed gives standardised differences only
    ("giles1999", "disability", "short", "MD100", []),
    ("giles1999", "disability", "short", "SMD", [[267, 268, 269]]),
    # arms printed in two places of a review make one three-armed trial
    ("leibing2002", "pain", "short", "MD100", [[257, 258, 294]]),
    ("molsberger2002", "pain", "short", "MD100", [[261, 262, 298]]),
    ("molsberger2002", "pain", "intermediate", "MD100", [[265, 266]]),
    # week 9 is closer to 8 than week 6; two instruments for pain and disability stand apart
    ("meng2003", "disability", "short", "MD100", [[227, 228]]),
    ("meng2003", "pain", "short", "SMD", [[301, 302]]),
    # the index listed first in scales.csv, for both may be standardised
    ("brinkhaus2006", "disability", "long", "SMD", [[61]]),
    ("brinkhaus2006", "pain", "short", "MD100", [[56, 57]]),
    # no week is printed
    ("kwon2007", "disability", "short", "MD100", []),
]
WITH_SENSITIVITY = [
    ("med39734", "disability", "short", "MD100", [[27, 28]]),
    ("cherkin2009", "disability", "short", "MD100", [[317, 318]]),
    ("cherkin2001", "pain", "short", "MD100", [[73]]),
    ("cherkin2001", "pain", "long", "MD100", [[74]]),
    ("jhwcr782", "pain", "short", "MD100", [[17]]),
    # after treatment (week 3) and two months later (week 12): 12 is closer to 8
    ("mahmoudzadeh2016", "pain", "short", "MD100", [[366]]),
    ("mahmoudzadeh2016", "disability", "short", "MD100", []),
    ("mahmoudzadeh2016", "disability", "short", "SMD", [[368]]),
]


def chosen(study: str, outcome: str, window: str, measure: str, **more: Any) -> Selection:
    question = Question(outcome=outcome, window=TOPIC.windows[window], measure=measure)
    return select(STUDIES[study], TOPIC.scales, question, **more)


def numbers(selection: Selection) -> list[list[int]]:
    return [[int(result.row.removeprefix("LBP")) for result in piece] for piece in selection.pieces]


@pytest.mark.parametrize(("study", "outcome", "window", "measure", "rows"), CASES)
def test_main_rows(study: str, outcome: str, window: str, measure: str, rows: list[list[int]]) -> None:
    assert numbers(chosen(study, outcome, window, measure)) == rows


@pytest.mark.parametrize(("study", "outcome", "window", "measure", "rows"), WITH_SENSITIVITY)
def test_sensitivity_rows(study: str, outcome: str, window: str, measure: str, rows: list[list[int]]) -> None:
    assert numbers(chosen(study, outcome, window, measure)) == []
    assert numbers(chosen(study, outcome, window, measure, uses=("main", "sensitivity"))) == rows


@pytest.mark.parametrize(
    ("study", "question", "row", "reason"),
    [
        ("haas2014", ("pain", "short", "MD100"), 109, "kept as a record only: no spread reported"),
        ("haas2014", ("responder", "short", "RR"), 109, "another outcome (pain)"),
        ("lamb2010", ("disability", "long", "MD100"), 159, "the trial counts once: week 52 was taken"),
        ("lamb2010", ("disability", "long", "MD100"), 158, "the arms of the same outcome and time are taken"),
        ("lamb2010", ("disability", "short", "MD100"), 156, "another time (week 52)"),
        ("ukbeam2004", ("disability", "short", "MD100"), 45, "the trial counts once: instrument RMDQ_0_24 was taken"),
        ("cherkin2016", ("responder", "intermediate", "RR"), 72, "the trial counts once: event modified RDQ"),
        ("pengel2007", ("pain", "short", "MD100"), 168, "its people and its effect are already in LBP0164, LBP0165"),
        ("giles1999", ("disability", "short", "MD100"), 267, "UNKNOWN may not be rescaled to 0-100"),
        ("kwon2007", ("disability", "short", "MD100"), 315, "its time is not printed in weeks"),
        ("jhwcr782", ("pain", "short", "MD100"), 17, "sensitivity row: effect size reported without"),
        ("zerbini2005", ("pain", "short", "MD100"), 127, "both arms got the same treatment (nsaid)"),
        ("yu2017", ("adverse_event", "short", "OR"), 26, "a single arm without a partner of another treatment"),
        ("haake2007", ("responder", "intermediate", "SMD"), 50, "counts of people give no SMD"),
        ("ukbeam2004", ("pain", "short", "OR"), 43, "scores give no OR"),
    ],
)
def test_a_row_says_why_it_does_not_count(study: str, question: tuple[str, str, str], row: int, reason: str) -> None:
    reasons = {left.row: left.reason for left in chosen(study, *question).left_out}
    assert reasons[f"LBP{row:04}"].startswith(reason)


def test_every_row_of_a_trial_counts_or_says_why_not() -> None:
    for question in TOPIC.questions():
        for study in TOPIC.studies:
            selection = select(study, TOPIC.scales, question)
            accounted = [*selection.rows, *(left.row for left in selection.left_out)]
            assert sorted(accounted) == sorted(result.row for result in study.results)


def test_records_never_count() -> None:
    records = {r.row for study in TOPIC.studies for r in study.results if r.use == "record"}
    for question in TOPIC.questions():
        for study in TOPIC.studies:
            assert not records & set(select(study, TOPIC.scales, question, ("main", "sensitivity")).rows)


def test_what_was_taken_is_said() -> None:
    assert chosen("lamb2010", "disability", "long", "MD100").note == "Lamb 2010 (BeST): arms taken"
    assert chosen("hill2011", "disability", "long", "MD100").note.endswith("contrasts adjusted for baseline taken")


def trial(**fields: Any) -> Study:
    """One comparison a versus b in arm rows; every field is a list with its value in each pair of rows."""
    results = []
    for n, values in enumerate(zip(*fields.values(), strict=True)):
        for treatment in "ab":
            said = {"scale": "NPRS", "outcome": "pain", "weeks": 8.0} | dict(zip(fields, values, strict=True))
            name, arm = f"{treatment}{n}", Arm(treatment=treatment, n=20)
            results.append(Result(row=name, study="s", arms=(arm,), reported="mean_sd", value=1.0, sd=1.0, **said))
    return Study(id="s", population="chronic", results=tuple(results))


def counted(study: Study, window: Window | None = None, **more: Any) -> set[str]:
    question = Question(**{"outcome": "pain", "window": window, "measure": "SMD"} | more)
    scales = {code: Scale(code=code, label=code, outcome="pain") for code in ("VAS", "NPRS")}
    return set(select(study, scales, question).rows)


@pytest.mark.parametrize(
    ("weeks", "window", "expected"),
    [
        ([3, 6, 12], Window(name="short", above=2, upto=13, target=8), 1),
        ([6, 10], Window(name="short", above=2, upto=13, target=8), 0),  # equally far: the earlier
        ([10, 6], Window(name="short", above=2, upto=13, target=8), 1),
        ([0, 1, 2], Window(name="immediate", upto=2, target=2), 2),  # the latest of the first two weeks
        ([2, 13, 13.5], Window(name="short", above=2, upto=13, target=8), 1),
        ([12, 6], None, 0),  # no window asked: the first that is listed
    ],
)
def test_the_time_closest_to_the_target_counts(weeks: list[float], window: Window | None, expected: int) -> None:
    assert counted(trial(weeks=weeks), window) == {f"a{expected}", f"b{expected}"}


def test_the_instrument_listed_first_counts_even_at_a_worse_time() -> None:
    window = Window(name="short", above=2, upto=13, target=8)
    assert counted(trial(scale=["NPRS", "VAS"], weeks=[8, 13]), window) == {"a1", "b1"}


def test_a_time_without_weeks_counts_where_no_window_is_asked() -> None:
    study = trial(weeks=[None])
    assert counted(study) == {"a0", "b0"}
    assert counted(study, Window(name="all", target=8)) == set()


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ({"populations": ("chronic", "acute")}, True),
        ({"populations": ("acute",)}, False),
        ({"treatments": ("a", "b")}, True),
        ({"treatments": ("a", "c")}, False),
        ({"outcome": "disability"}, False),
    ],
)
def test_filters(asked: dict[str, Any], counts: bool) -> None:
    assert bool(counted(trial(weeks=[8]), **asked)) is counts


def test_treatments_asked_for_may_be_written_in_any_order() -> None:
    study = trial(weeks=[8])
    a, b = study.results
    mixed = replace(b, arms=(Arm(treatment="c+b", n=20),))
    assert counted(replace(study, results=(a, mixed)), treatments=("b+c", "a")) == {"a0", "b0"}
