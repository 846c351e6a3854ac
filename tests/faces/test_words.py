"""Plain words: what they say, and that they never say more than the interval and its certainty."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.faces import words
from dorsal.faces.conclusion import conclusion
from dorsal.faces.finding_sentence import finding_sentence, finding_words
from dorsal.synthesis.answer import Finding
from dorsal.synthesis.estimate import Estimate, interval
from dorsal.synthesis.grading.certainty import LEVELS, Certainty
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.study_shares import StudyShares
from tests.faces.samples import LONG, contrast, document, section, trials

DOCUMENT = document()
SECTION = DOCUMENT.sections[0]
WE_CANNOT_TELL = "We cannot tell: exercise therapy could do better, about the same, or worse than usual care."


def estimate(mean: float, se: float, measure: str = "MD100", **more: object) -> Estimate:
    given_: dict[str, object] = {
        "studies": ("s1", "s2"),
        "people": 136,
        "shares": StudyShares.of([("s1", 0.7), ("s2", 0.3)]),
    }
    return Estimate(
        first="exercise",
        second="usual_care",
        measure=measure,
        mean=mean,
        se=se,
        ci=interval(mean, se, 0.95, math.inf),
        pi=None,
        level=0.95,
        df=math.inf,
        direct_share=1.0,
        **(given_ | more),  # type: ignore[arg-type]
    )


def finding(known: Estimate | None, *, mic: float | None = 20.0, level: str = "moderate") -> Finding:
    doubts = Certainty(level=level, reasons=("trials are small",)) if known else None
    return Finding(first="exercise", second="usual_care", estimate=known, certainty=doubts, mic=mic)


@pytest.mark.parametrize(
    ("measure", "mean", "se", "said"),
    [
        ("MD100", -9.2, 5.6, "9 points lower on 0-100 (95 % interval 20 lower to 2 higher)"),
        ("MD100", -1.04, 0.5, "1.0 points lower on 0-100 (95 % interval 2.0 lower to 0.1 lower)"),
        ("MD100", 0.3, 6.0, "no difference (0 points) on 0-100 (95 % interval 11 lower to 12 higher)"),
        ("SMD", 0.42, 0.1, "0.42 standard deviations worse (95 % interval 0.22 worse to 0.62 worse)"),
        ("MD", -0.31, 0.1, "0.31 lower (95 % interval 0.51 lower to 0.11 lower)"),
        ("RR", math.log(0.8), 0.1, "0.80 times as likely (95 % interval 0.66 to 0.97)"),
        ("RD", -0.08, 0.02, "8.0 percentage points lower (95 % interval 11.9 lower to 4.1 lower)"),
    ],
)
def test_difference(measure: str, mean: float, se: float, said: str) -> None:
    assert words.difference_words(estimate(mean, se, measure)).replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(
    ("mean", "se", "mic", "level", "said"),
    [
        (-40.0, 5.0, 20.0, "high", "Exercise therapy does better than usual care by an amount that matters."),
        (
            -40.0,
            5.0,
            20.0,
            "moderate",
            "Exercise therapy probably does better than usual care by an amount that matters.",
        ),
        (
            -25.0,
            5.0,
            20.0,
            "low",
            "Exercise therapy may do better than usual care, but perhaps by too little to matter.",
        ),
        (
            -5.0,
            10.0,
            20.0,
            "low",
            "Exercise therapy may do about the same as usual care, or better by an amount that matters.",
        ),
        (
            0.0,
            2.0,
            20.0,
            "high",
            "Exercise therapy does about the same as usual care; the interval holds no difference that matters.",
        ),
        (0.0, 20.0, 20.0, "high", WE_CANNOT_TELL),
        (
            30.0,
            4.0,
            20.0,
            "very low",
            "This is very uncertain: exercise therapy might do worse than usual care by an amount that matters.",
        ),
        (-4.0, 1.0, None, "moderate", "Exercise therapy probably does better than usual care."),
        (-1.0, 1.0, None, "moderate", WE_CANNOT_TELL),
    ],
)
def test_conclusion(mean: float, se: float, mic: float | None, level: str, said: str) -> None:
    assert conclusion(DOCUMENT, SECTION, finding(estimate(mean, se), mic=mic, level=level)) == said


@given(
    mean=st.floats(-60, 60),
    se=st.floats(0.1, 40),
    mic=st.one_of(st.none(), st.floats(1, 30)),
    level=st.sampled_from(LEVELS),
)
def test_conclusion_never_claims_more_than_the_interval(mean: float, se: float, mic: float | None, level: str) -> None:
    known = estimate(mean, se)
    said = conclusion(DOCUMENT, SECTION, finding(known, mic=mic, level=level))
    low, high = known.ci
    if low < 0 < high:
        assert "about the same" in said
    if "by an amount that matters" in said and "about the same" not in said:
        assert mic is not None
        assert high < -mic or low > mic
    if mic is not None and high > mic:
        assert "worse" in said
    if mic is not None and low < -mic:
        assert "better" in said
    if level == "very low":
        assert said.startswith(("This is very uncertain", "We cannot tell"))


def test_where_higher_is_better_the_words_turn_and_the_numbers_do_not() -> None:
    turned = document(better={"pain": "higher"})
    known = finding(estimate(-40.0, 5.0))
    assert "worse than usual care" in conclusion(turned, SECTION, known)
    assert words.chances(known, "higher") == words.chances(known, "lower")[::-1]  # type: ignore[index]
    assert words.difference_words(known.estimate, "higher").startswith("40 points lower")  # type: ignore[arg-type]


def test_where_neither_is_better_nothing_is_called_better() -> None:
    neither = document(better={"pain": ""})
    said = finding_sentence(neither, SECTION, finding(estimate(-40.0, 5.0)))
    assert "better" not in conclusion(neither, SECTION, finding(estimate(-40.0, 5.0))).replace("is better", "")
    assert "Chance" not in said


def test_an_extrapolation_says_so() -> None:
    known = estimate(-40.0, 5.0, studies=(), people=None, flags=("extrapolated", "untested"))
    said = finding_words(DOCUMENT, SECTION, finding(known))
    assert "No trial with usable numbers head to head; worked out through 2\N{NO-BREAK SPACE}other trials." in said
    assert "Untested" in said
    assert conclusion(DOCUMENT, SECTION, finding(known)).startswith("If effects of parts add up, exercise")
    assert words.evidence_kind(known) == words.ADDITIVE
    assert words.flag_marks(known.flags) == "† ‡"


def test_pairs() -> None:
    added = words.pair_words(DOCUMENT, "dry_needling+exercise", "exercise")
    assert added == "Dry needling added to exercise therapy, against exercise therapy alone"
    assert words.pair_words(DOCUMENT, "exercise", "nsaid") == "Exercise therapy, against NSAID"


def test_finding_sentence_stands_by_itself() -> None:
    said = finding_sentence(DOCUMENT, SECTION, SECTION.finding("dry_needling+exercise", "exercise"))
    assert said.startswith(
        "Dry needling added to exercise therapy, against exercise therapy alone. Pain at about 8 weeks: 11 points lower"
    )
    assert "Certainty very low: " in said
    assert "1\N{NO-BREAK SPACE}trial head to head, 60\N{NO-BREAK SPACE}people." in said


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("dry_needling", "surgery", "no usable trial of surgery"),
        ("nsaid", "exercise", "no chain of usable trials joins the two"),
    ],
)
def test_silence_has_its_reason_in_words(first: str, second: str, why: str) -> None:
    silent = SECTION.finding(first, second)
    assert silent.estimate is None
    assert why in finding_words(DOCUMENT, SECTION, silent)
    assert conclusion(DOCUMENT, SECTION, silent).startswith("The trials cannot say")


def test_without_trials_the_section_says_so() -> None:
    empty = DOCUMENT.sections[1]
    assert "no trial has usable numbers" in finding_words(DOCUMENT, empty, empty.finding("exercise", "nsaid"))


def test_a_missing_reference_is_named_in_words() -> None:
    lonely = section([contrast("pill", "placebo_pill nsaid", [-4.0], [2.0])])
    assert words.why_section(document([lonely]), lonely).startswith("usual care is in no study")
    assert "placebo_pill" not in words.why_section(document([lonely]), lonely)


def test_standard_deviations_answer_where_points_cannot() -> None:
    points = section([c for c in trials() if c.study != "pill"], window=LONG)
    wider = section([contrast("pill", "usual_care nsaid", [-0.5], [0.1], measure="SMD")], window=LONG, mic=None)
    both = document([points], standardised={("pain", "long"): wider})
    said = finding_sentence(both, points, points.finding("nsaid", "usual_care"))
    assert "The trials cannot say: no usable trial of NSAID." in said
    assert "In standard deviations" in said
    assert "0.50 standard deviations better" in said
    assert words.standardised(both, points, points.finding("exercise", "usual_care")) is None


@pytest.mark.parametrize(("text", "expected"), [("", ""), ("a b.", "A b."), (" one", "One."), ("NSAID..", "NSAID.")])
def test_sentence(text: str, expected: str) -> None:
    assert words.sentence(text) == expected


def test_lists() -> None:
    assert [words.listed(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_every_mark_is_its_own() -> None:
    marks = [mark for mark, _ in words.FLAGS.values()]
    assert len(set(marks)) == len(marks)


def test_two_of_one_island_without_degrees_of_freedom_are_not_called_unjoined() -> None:
    bare = section([contrast("one", "usual_care exercise", [-8.0], [3.0])], options=FitOptions(interval="t"))
    why = words.why_words(document([bare]), bare, bare.finding("exercise", "usual_care"))
    assert "t-based intervals need more studies" in why
