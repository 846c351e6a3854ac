"""Counts of a study: what they may be, and how they come from printed rows."""

import pytest

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.event_counts import counts_of, islands, telling, treatments_joined
from dorsal.synthesis.rare_events import fit_events
from dorsal.trials.study import Arm, Result, Study
from tests.synthesis.event_data import counts, smoking


@pytest.mark.parametrize(
    ("arms", "message"),
    [
        ([("a", 5, 4), ("b", 1, 9)], "5 events among 4 people"),
        ([("a", 1, 4), ("a", 1, 9)], "the same treatment stands twice"),
        ([("a+b", 1, 4), ("b+a", 1, 9)], "the same treatment stands twice"),
        ([("a", 1, 4)], "two or more arms"),
        ([("a", -1, 4), ("b", 1, 9)], "-1 events"),
    ],
)
def test_counts_that_cannot_be(arms, message):
    with pytest.raises(EvidenceError, match=message):
        counts("1", *arms)


def test_treatments_take_their_one_spelling():
    assert counts("1", ("b+a", 1, 4), ("c", 1, 9)).treatments == ("a+b", "c")


def test_some_arms_only():
    c = counts("1", ("a", 1, 4), ("b", 2, 5), ("c", 3, 6)).only(("c", "a"))
    assert (c.treatments, c.events, c.n) == (("c", "a"), (3, 1), (6, 4))


def test_studies_that_tell_and_studies_that_do_not():
    told = counts("1", ("a", 0, 4), ("b", 1, 5))
    used, left_out = telling([told, counts("2", ("a", 0, 4), ("b", 0, 5)), counts("3", ("a", 4, 4), ("b", 5, 5))])
    assert used == [told]
    assert [(out.study, out.reason) for out in left_out] == [
        (study, "no arm can differ: no events, or only events") for study in ("2", "3")
    ]


def test_islands_are_joined_by_studies_of_any_order():
    chain = [counts(str(i), (a, 1, 4), (b, 1, 4)) for i, (a, b) in enumerate([("a", "b"), ("c", "d"), ("d", "b")])]
    assert islands(chain) == ({"a", "b", "c", "d"},)
    assert treatments_joined(chain) == ("a", "b", "c", "d")
    assert set(islands(chain[:2])) == {frozenset("ab"), frozenset("cd")}
    with pytest.raises(NetworkError, match="groups of treatments: a, b; c, d"):
        treatments_joined(chain[:2])


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
