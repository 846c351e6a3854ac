"""Counts from printed rows: what enters, what is derived, and the reason for every row that is left out."""

import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.counts.printed_counts import counts_of, rates_of
from dorsal.synthesis.rare.rare_events import fit_events
from dorsal.trials.study import Arm, Result, Study
from tests.synthesis.event_data import smoking


def row(treatment, events, n, *, at=None, label="", reported="events", **more):
    return Result(
        row=at or f"{treatment}{label}",
        study="S",
        outcome="relapse",
        scale="",
        arms=(Arm(treatment=treatment, label=label, n=n),),
        reported=reported,
        value=events,
        **more,
    )


def study(*results, **more):
    return Study(id="S", results=results, **more)


def test_rows_of_arms_become_counts():
    (found,), left_out = counts_of([study(row("a", 3, 20), row("b", 5, 21), row("c", 0, 22))])
    assert (found.study, found.treatments) == ("S", ("a", "b", "c"))
    assert (found.events, found.n, found.rows) == ((3, 5, 0), (20, 21, 22), ("a", "b", "c"))
    assert (found.derived, left_out) == ((), ())


def test_arms_with_the_same_treatment_are_added_up():
    found = study(row("a", 3, 20), row("b", 5, 21, label="low dose"), row("b", 2, 19, label="high dose"))
    (counted,), _ = counts_of([found])
    assert (counted.events, counted.n) == ((3, 7), (20, 40))
    assert counted.rows == ("a", "blow dose", "bhigh dose")
    (derived,) = counted.derived
    assert "low dose and high dose added up as one arm" in derived.how


def test_a_study_that_prints_its_rows_is_left_out_row_by_row():
    (found,), _ = counts_of([study(row("a", 0, 20), row("b", 0, 21))])
    fit = fit_events([*smoking(), found])
    assert [(out.row, out.study) for out in fit.left_out] == [("a", "S"), ("b", "S")]


def reasons(*results, **more):
    found, left_out = counts_of([study(*results, **more)])
    return len(found), {out.row: out.reason for out in left_out}


def test_rows_that_give_no_counts_are_left_out_with_the_reason():
    scores = row("c", 4.0, 20, reported="mean_sd", sd=1.0)
    again = row("a", 4, 20, at="later")
    unknown = row("d", 1, None)
    missing = row("e", None, 20)
    found, why = reasons(row("a", 3, 20), row("b", 5, 21), scores, again, unknown, missing)
    assert found == 1
    assert set(why) == {"c", "later", "d", "e"}
    assert "mean_sd gives no number of people with an event" in why["c"]
    assert why["later"] == "the same arm stands in a"
    assert "number of people" in why["d"]
    assert "number of events" in why["e"]


def test_a_printed_odds_ratio_has_no_counts():
    arms = (Arm(treatment="a"), Arm(treatment="b"))
    ratio = Result(
        row="r", study="S", outcome="relapse", scale="", arms=arms, reported="or_ci", value=2.0, ci_low=1.0, ci_high=4.0
    )
    assert reasons(ratio) == (
        0,
        {"r": "a contrast gives no number of people with an event; it enters an analysis of contrasts"},
    )


def test_people_may_stand_in_another_row_of_the_arm():
    other = row("b", 4.0, 21, at="scores", reported="mean_sd", sd=1.0)
    (found,), _ = counts_of([study(row("a", 3, 20), row("b", 5, None), other)])
    assert found.n == (20, 21)


def test_nothing_to_compare():
    assert reasons(row("a", 3, 20)) == (0, {"a": "a single arm with a number of events"})
    two = (row("a", 3, 20, label="x"), row("a", 5, 21, label="y"))
    assert reasons(*two) == (0, {"ax": "both arms are the same treatment", "ay": "both arms are the same treatment"})


def test_counts_of_a_cluster_trial_shrink_to_their_effective_size():
    clusters = {"cluster_size": 21.0, "icc": 0.05}  # design effect 2
    (found,), _ = counts_of([study(row("a", 9, 41, **clusters), row("b", 20, 40, **clusters))])
    assert (found.events, found.n) == ((4, 10), (20, 20))
    assert all(d.assumed for d in found.derived)
    (rounded,) = [d for d in found.derived if "rounded" in d.how]
    assert (rounded.row, rounded.how) == ("a", "4.5 among 20.5 after the design effect, rounded to 4 among 20")


def test_periods_of_a_crossover_trial_are_marked():
    (found,), _ = counts_of([study(row("a", 3, 20), row("b", 5, 20), design="crossover")])
    assert ["cross-over" in d.how for d in found.derived] == [True, True]


def test_rates_come_with_their_person_time():
    rates = [row("a", 3, None, reported="rate", person_time=20.5), row("b", 5, None, reported="rate", person_time=21.0)]
    (found,), left_out = rates_of([study(*rates, row("c", 5, 20))])
    assert (found.treatments, found.events, found.person_time) == (("a", "b"), (3, 5), (20.5, 21.0))
    assert [out.row for out in left_out] == ["c"]
    assert "person-time" in left_out[0].reason
    assert [out.row for out in counts_of([study(*rates)])[1]] == ["a", "b"]


def test_rates_of_a_cluster_trial_are_rounded_events_in_less_time():
    more = {"reported": "rate", "cluster_size": 21.0, "icc": 0.05}
    (found,), _ = rates_of(
        [study(row("a", 9, None, person_time=30.0, **more), row("b", 4, None, person_time=31.0, **more))]
    )
    assert (found.events, found.person_time) == ((4, 2), (15.0, 15.5))
    (rounded,) = [d for d in found.derived if "rounded" in d.how]
    assert (rounded.row, rounded.how) == ("a", "4.5 after the design effect, rounded to 4")


def test_more_events_than_people_are_refused_with_their_row():
    other = row("b", 4.0, 3, at="scores", reported="mean_sd", sd=1.0)
    with pytest.raises(EvidenceError, match=r"b .*5 events among 3 people"):
        counts_of([study(row("a", 3, 20), row("b", 5, None), other)])
