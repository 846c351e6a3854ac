"""Arms as arrays: what enters, what is left out, what is refused."""

import numpy as np
import pytest

from dorsal.errors import EvidenceError, NetworkError
from dorsal.synthesis.counts.arm_likelihood import likelihood_of
from dorsal.synthesis.counts.arms import arms_of
from dorsal.synthesis.counts.event_counts import EventCounts, EventRates

LOGIT, POISSON = likelihood_of("binomial-logit"), likelihood_of("poisson-log")


def count(study, arms):
    return EventCounts(
        study=study,
        treatments=tuple(t for t, _, _ in arms),
        events=tuple(e for _, e, _ in arms),
        n=tuple(n for _, _, n in arms),
    )


COUNTS = [
    count("one", [("b", 3, 10), ("a", 4, 20)]),
    count("none", [("a", 0, 10), ("b", 0, 10)]),
    count("all", [("a", 10, 10), ("b", 12, 12)]),
    count("three", [("a", 1, 9), ("c", 0, 9), ("b", 9, 9)]),
]


def test_arms_are_numbered_and_empty_studies_left_out():
    arms = arms_of(COUNTS, LOGIT)
    assert arms.treatments == ("a", "b", "c")
    assert arms.studies == ("one", "three")
    assert arms.treatment.tolist() == [1, 0, 0, 2, 1]
    assert arms.study.tolist() == [0, 0, 1, 1, 1]
    assert arms.by_study(arms.size).tolist() == [30.0, 27.0]
    assert arms.interior.tolist() == [2.0, 1.0]
    assert [each.study for each in arms.left_out] == ["none", "all"]


def test_pairs_are_all_of_one_study():
    a, b = arms_of(COUNTS, LOGIT).pairs
    assert len(a) == 4 + 9
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == {
        (i, j) for i in range(5) for j in range(5) if (i < 2) == (j < 2)
    }


def test_rates_are_read_as_they_are():
    rates = EventRates(study="r", treatments=("a", "b"), events=(3, 0), person_time=(10.5, 12.0))
    arms = arms_of([rates], POISSON)
    np.testing.assert_array_equal(arms.size, [10.5, 12.0])
    assert arms.interior.tolist() == [1.0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: arms_of(COUNTS, POISSON), "poisson-log needs events and person-time: one, none"),
        (lambda: EventRates(study="r", treatments=("a",), events=(1,), person_time=(1.0,)), "two or more arms"),
        (lambda: EventRates(study="r", treatments=("a", "a"), events=(1, 1), person_time=(1.0, 1.0)), "stands twice"),
        (lambda: EventRates(study="r", treatments=("a", "b"), events=(1, 1), person_time=(1.0, 0.0)), "of person-time"),
        (lambda: EventRates(study="r", treatments=("a", "b"), events=(1, -1), person_time=(1.0, 1.0)), "-1 events"),
    ],
)
def test_wrong_counts_are_refused(make, words):
    with pytest.raises(EvidenceError, match=words):
        make()


def test_a_risk_of_one_has_no_log_link():
    with pytest.raises(EvidenceError, match=r"everybody had the event in three, b: .* take binomial-logit"):
        arms_of(COUNTS, likelihood_of("binomial-log"))
    assert arms_of(COUNTS[:2], likelihood_of("binomial-log")).studies == ("one",)


def test_nothing_to_say_and_unconnected_treatments_are_refused():
    with pytest.raises(NetworkError, match="no study has both"):
        arms_of(COUNTS[1:3], LOGIT)
    with pytest.raises(NetworkError, match="a, b; c, d"):
        arms_of([COUNTS[0], count("apart", [("c", 1, 9), ("d", 3, 9)])], LOGIT)
