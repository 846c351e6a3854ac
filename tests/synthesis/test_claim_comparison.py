"""Comparisons judged from trials: certainty, chains, sums of parts, several parts, any comparator, what is missing."""

from __future__ import annotations

import pytest

from dorsal.synthesis.claim import Judgement, judge
from dorsal.synthesis.claim.ask import Beside, OutcomeWords, PopulationWords, TimingWords
from dorsal.trials.question import Window
from tests.synthesis.claim_cases import SHORT, ask, claim, repeated, section, trial

FIRM = repeated("needle", "walk", -20.0, 2.0)
CHAIN = (*repeated("needle", "rest", -25.0, 2.0), *repeated("walk", "rest", -5.0, 2.0))


def verdict(judgement: Judgement) -> str:
    return f"{judgement.verdict} {judgement.certainty}".strip()


@pytest.mark.parametrize(
    ("effect", "se", "bias", "expected"),
    [
        (-20.0, 2.0, "low", "supported high"),
        (-20.0, 2.0, "some", "supported moderate"),
        (-20.0, 2.0, "high", "probably low"),
        (-5.0, 1.0, "low", "probably high"),
        (0.0, 1.5, "low", "contradicted high"),
        (0.0, 1.5, "some", "probably_not moderate"),
        (20.0, 2.0, "low", "contradicted high"),
    ],
)
def test_certainty_of_the_trials_holds_the_verdict_back(effect: float, se: float, bias: str, expected: str) -> None:
    known = ask(section(repeated("needle", "walk", effect, se), bias=bias))
    assert verdict(judge(claim(), known)) == expected


def test_one_small_trial_leaves_everything_uncertain() -> None:
    judged = judge(claim(), ask(section([trial("S", "needle", "walk", -30.0, 4.0, n=20)], bias="not_assessed")))
    assert verdict(judged) == "uncertain very low"
    assert judged.leaning == "for"
    assert "this is very uncertain" in judged.wording
    assert judged.studies == ("S",)
    assert judged.sources[0].rows == ("S-a", "S-b")


def test_a_chain_is_probable_at_most() -> None:
    judged = judge(claim(), ask(section(CHAIN)))
    assert judged.findings[0].estimate is not None
    assert judged.findings[0].estimate.studies == ()
    assert judged.verdict == "probably"
    assert any("probable at most" in reason for reason in judged.reasons)
    assert "Worked out through other trials" in judged.wording
    assert {source.label[:4] for source in judged.sources} == {"need", "walk"}


def test_a_sum_of_parts_is_no_ground_for_a_verdict() -> None:
    trials = (*repeated("needle+rest", "rest", -20.0, 1.0), *repeated("walk", "talk", -5.0, 1.0))
    judged = judge(claim(first="needle+walk", second="walk"), ask(section(trials)))
    assert judged.verdict == "uncertain"
    assert any("parts add up" in reason for reason in judged.reasons)
    assert "guess" in judged.wording


def test_where_no_trial_joins_the_two_it_says_what_is_missing() -> None:
    told = Beside(
        row="N1", kind="trial", label="Old 1999", first="needle", second="pill", outcome="pain",
        words="P = 0.01", source_url="https://example.org", favours="needle",
    )  # fmt: skip
    judged = judge(claim(second="pill"), ask(section(FIRM), beside=(told,)))
    assert (judged.verdict, judged.size, judged.certainty) == ("uncertain", "", "")
    assert judged.settle == ("A trial of needle against pill that measures pain.",)
    assert judged.beside == (told,)
    assert "1 trial is known only by the way it points: 1 favoured needle" in judged.wording


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"outcomes": ("sleep",)}, "measured sleep"),
        ({"population": "astronauts"}, "was in astronauts"),
    ],
)
def test_nobody_measured_or_nobody_was_there(more: dict[str, object], said: str) -> None:
    judged = judge(claim(**more), ask(section(FIRM)))
    assert judged.verdict == "uncertain"
    assert said in judged.reasons[0]


def test_the_people_of_a_claim_are_asked_for() -> None:
    asked = []

    def sections(outcome: str, window: Window | None, people: tuple[str, ...]) -> tuple[object, ...]:
        asked.append((outcome, window, people))
        return ()

    people = {"acute": PopulationWords(label="people with acute pain", studies=("acute", "subacute"))}
    judge(claim(population="acute"), ask(sections=sections, populations=people))
    assert set(asked) == {("pain", SHORT, ("acute", "subacute"))}


def test_the_first_window_that_trials_join_counts_and_a_sum_of_parts_only_without_one() -> None:
    late = Window(name="late", target=52, above=39)
    by_parts = section((*repeated("needle+rest", "rest", -9.0, 1.0), *repeated("walk", "rest", -5.0, 1.0)))
    found = {SHORT: (by_parts,), late: (section(FIRM),)}
    timings = {"any": TimingWords(label="", windows=(SHORT, late))}
    known = ask(sections=lambda _, window, __: found[window], timings=timings)
    assert judge(claim(), known).verdict == "supported"
    early = ask(sections=lambda *_: (by_parts,), timings=timings)
    assert judge(claim(), early).verdict == "uncertain"


def test_points_come_before_standard_deviations_where_both_can_say() -> None:
    weak = section([trial("S", "needle", "walk", -3.0, 20.0)])
    assert judge(claim(), ask(section(FIRM), weak)).verdict == "supported"
    assert judge(claim(), ask(section([trial("S", "talk", "walk", -3.0, 2.0)]), section(FIRM))).verdict == "supported"


def test_the_weakest_part_decides_and_is_named() -> None:
    trials = (*FIRM, *repeated("needle", "talk", 20.0, 2.0))
    judged = judge(claim(seconds=("walk", "talk")), ask(section(trials)))
    assert [part.verdict for part in judged.parts] == ["supported", "contradicted"]
    assert judged.verdict == "contradicted"
    assert judged.reasons[0].endswith("the weakest decides: pain: needle against talk.")


def test_lists_of_one_length_are_held_side_by_side() -> None:
    said = claim(firsts=("needle+walk", "needle+talk"), seconds=("walk", "talk"))
    assert said.pairs == (("needle+walk", "walk"), ("needle+talk", "talk"))
    assert claim(firsts=("needle",), seconds=("walk", "talk")).pairs == (("needle", "walk"), ("needle", "talk"))


def test_worse_is_better_the_other_way_round() -> None:
    judged = judge(claim("treatment2_better"), ask(section(FIRM)))
    assert judged.verdict == "contradicted"
    assert judge(claim(first="walk", second="needle"), ask(section(FIRM))).verdict == judged.verdict
    assert judged.wording.startswith("Walk does worse than needle for pain.")


def test_any_is_every_comparator_that_trials_can_speak_of() -> None:
    judged = judge(claim(second="any"), ask(section((*FIRM, *repeated("needle", "talk", -30.0, 2.0)))))
    assert [part.what for part in judged.parts] == ["pain: needle against walk", "pain: needle against talk"]
    assert judged.verdict == "supported"
    nothing = judge(claim(second="any"), ask(section([trial("S", "pill", "rest", -3.0, 2.0)])))
    assert [part.what for part in nothing.parts] == ["pain: needle against other treatments"]


def test_any_addition_is_every_combination_of_the_topic() -> None:
    known = ask(
        section(repeated("needle+walk", "needle", -20.0, 2.0)),
        combinations=(("needle+walk", ("walk", "needle")), ("talk+walk", ("walk", "talk"))),
    )
    judged = judge(claim(first="needle+any", second="needle"), known)
    assert [part.what for part in judged.parts] == ["pain: walk added to needle against needle alone"]
    assert judged.verdict == "supported"


def test_an_outcome_of_which_more_is_better() -> None:
    known = ask(section(FIRM), outcomes={"pain": OutcomeWords(code="pain", label="mobility", better="higher")})
    judged = judge(claim(), known)
    assert judged.verdict == "contradicted"
    assert "does worse than walk for mobility" in judged.wording


def test_whether_it_depends_on_the_comparator() -> None:
    varied = claim("varies", kind="heterogeneity", seconds=("any",))
    apart = section((*FIRM, *repeated("needle", "talk", 5.0, 2.0)))
    assert judge(varied, ask(apart)).verdict == "probably"
    alike = section((*repeated("needle", "walk", -20.0, 0.5), *repeated("needle", "talk", -20.5, 0.5)))
    assert judge(varied, ask(alike)).verdict == "probably_not"
    alone = judge(varied, ask(section(FIRM)))
    assert alone.verdict == "uncertain"
    assert "1 other treatment only" in alone.reasons[0]


def test_looking_at_many_pairs_finds_nothing_by_chance() -> None:
    """Two comparators 12 apart with 5 of standard error: alone the interval excludes 0, among three pairs not."""
    pairs = [("walk", -10.0), ("talk", 2.0), ("pill", -4.0)]
    trials = [c for other, effect in pairs for c in repeated("needle", other, effect, 4.2)]
    varied = claim("varies", kind="heterogeneity", seconds=("any",))
    assert judge(varied, ask(section(trials))).verdict == "uncertain"
    assert judge(varied, ask(section(trials[:8]))).parts[0].leaning == "for"
