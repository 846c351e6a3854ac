"""The order: a slow oracle, properties that must hold, the weights at which it changes, and when there is none."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dorsal.care.consequences import Consequences
from dorsal.care.dominance import dominated
from dorsal.care.weighing import TIE, Weighing, place_chances, weigh
from tests.care.weighed import WEIGHTS, made, some_consequences, some_weights


def _slow(found: Consequences, weights: Mapping[str, float]) -> tuple[dict[str, float], dict[str, list[float]]]:
    """Draw by draw, option by option: mean values, and the chance of each place, ties sharing theirs."""
    total = sum(weights.get(c.weight, 0.0) * c.share for c in found.criteria)
    sums = dict.fromkeys(found.options, 0.0)
    places = {option: [0.0] * len(found.options) for option in found.options}
    for draw in found.values:
        value = {
            option: sum(weights.get(c.weight, 0.0) * c.share / total * draw[i, j] for j, c in enumerate(found.criteria))
            for i, option in enumerate(found.options)
        }
        for option in found.options:
            sums[option] += value[option] / len(found.values)
            before = sum(value[o] > value[option] + TIE for o in found.options)
            beside = sum(abs(value[o] - value[option]) <= TIE for o in found.options)
            for place in range(before, before + beside):
                places[option][place] += 1.0 / beside / len(found.values)
    return sums, places


def _counts(found: Consequences, weights: Mapping[str, float]) -> bool:
    return any(weights[criterion.weight] > 0 for criterion in found.criteria)


@given(some_consequences(), some_weights)
@settings(max_examples=20, deadline=None)
def test_agrees_with_a_slow_count(found: Consequences, weights: dict[str, float]) -> None:
    assume(_counts(found, weights))
    means, places = _slow(found, weights)
    ranking = weigh(found, weights)
    assert [p.option for p in ranking.places] == sorted(found.options, key=lambda o: (-round(means[o], 10), o))
    for place in ranking.places:
        assert place.expected == pytest.approx(means[place.option])
        assert place.chances == pytest.approx(places[place.option])
        assert sum(place.chances) == pytest.approx(1.0)


@given(some_consequences(), some_weights, st.sampled_from(WEIGHTS), st.floats(0.0, 10.0))
@settings(max_examples=30, deadline=None)
def test_more_weight_never_lowers_the_option_that_is_best_on_it(
    found: Consequences, weights: dict[str, float], raised: str, by: float
) -> None:
    taken = [j for j, criterion in enumerate(found.criteria) if criterion.weight == raised]
    assume(taken and _counts(found, weights))
    on_it = found.values.mean(axis=0)[:, taken].mean(axis=1)
    best = found.options[int(on_it.argmax())]
    more = weights | {raised: min(10.0, weights[raised] + by)}
    assert _place(weigh(found, more), best) <= _place(weigh(found, weights), best)


@given(some_consequences(), some_weights)
@settings(max_examples=30, deadline=None)
def test_a_dominated_option_is_never_alone_in_front(found: Consequences, weights: dict[str, float]) -> None:
    assume(_counts(found, weights))
    ranking = weigh(found, weights)
    for beaten, by in dominated(found).items():
        assert _place(ranking, by) <= _place(ranking, beaten)


@given(some_consequences(), some_weights)
@settings(max_examples=30, deadline=None)
def test_at_a_switch_the_other_one_has_caught_up(found: Consequences, weights: dict[str, float]) -> None:
    assume(_counts(found, weights))
    ranking = weigh(found, weights)
    first = ranking.places[0].option
    for switch in ranking.switches:
        changed = weights | {switch.weight: switch.at}
        if not _counts(found, changed):
            continue
        values = {place.option: place.expected for place in weigh(found, changed).places}
        assert values[first] == pytest.approx(values[switch.to], abs=1e-6)
        assert max(values.values()) == pytest.approx(values[first], abs=1e-6)


@given(some_consequences(), some_weights, st.sampled_from(WEIGHTS), st.floats(0.0, 10.0))
@settings(max_examples=30, deadline=None)
def test_between_the_switches_the_first_stays(
    found: Consequences, weights: dict[str, float], turned: str, to: float
) -> None:
    assume(any(criterion.weight == turned for criterion in found.criteria))
    changed = weights | {turned: to}
    assume(_counts(found, weights) and _counts(found, changed))
    ranking = weigh(found, weights)
    now = weights[turned]
    at = [switch.at for switch in ranking.switches if switch.weight == turned]
    assume(not any(min(now, to) - 1e-6 <= turn <= max(now, to) + 1e-6 for turn in at))
    values = {place.option: place.expected for place in weigh(found, changed).places}
    assert values[ranking.places[0].option] >= max(values.values()) - 1e-6


def _place(ranking: Weighing, option: str) -> int:
    return next(place.place for place in ranking.places if place.option == option)


def _plain(*rows: tuple[float, ...]) -> Consequences:
    """Options with values that are the same in all draws: a row each."""
    return made(np.array(rows, dtype=float)[None, :, :].repeat(4, axis=0))


def test_a_weight_at_which_the_order_changes() -> None:
    """a is better by 0.4 on pain, b by 0.2 on the other: they meet where w x 0.2 = 4 x 0.4."""
    ranking = weigh(_plain((0.9, 0.5), (0.5, 0.7)), {"pain": 4.0, "moving": 2.0})
    assert [(p.option, p.place, p.first) for p in ranking.places] == [("a", 1, 1.0), ("b", 2, 0.0)]
    found = {(s.weight, s.to, s.more): s.at for s in ranking.switches}
    assert found == {("moving", "b", True): pytest.approx(8.0), ("pain", "b", False): pytest.approx(1.0)}


def test_options_that_tie_share_a_place_and_its_chance() -> None:
    ranking = weigh(_plain((0.5, 0.5), (0.5, 0.5), (0.1, 0.1)), {"pain": 1.0, "moving": 1.0})
    assert [place.place for place in ranking.places] == [1, 1, 3]
    assert ranking.places[0].chances == (0.5, 0.5, 0.0)


def test_what_nobody_knows_counts_from_worst_to_best() -> None:
    values = np.zeros((200, 2, 2))
    values[:, 0, 0] = 0.6
    values[:, 1, 0] = np.linspace(0.0, 1.0, 200)
    ranking = weigh(made(values, np.array([[True, True], [False, True]])), {"pain": 5.0, "moving": 0.0})
    assert ranking.unknown == (("b", "pain"),)
    b = next(place for place in ranking.places if place.option == "b")
    assert (b.possible, b.first) == ((0.0, 1.0), pytest.approx(0.4, abs=0.01))
    assert not ranking.firm


def test_a_first_that_no_unknown_thing_can_turn_is_firm() -> None:
    assert weigh(_plain((0.9, 0.9), (0.1, 0.1)), {"pain": 5.0, "moving": 5.0}).firm


@pytest.mark.parametrize(
    ("weights", "why_not"),
    [
        ({}, "nobody has said yet what matters how much"),
        ({"pain": None}, "nobody has said yet what matters how much"),
        ({"pain": 0.0}, "every weight is 0, or is for something that cannot be told apart here"),
        ({"cost": 5.0}, "every weight is 0, or is for something that cannot be told apart here"),
    ],
)
def test_without_weights_there_is_no_order(weights: dict[str, float | None], why_not: str) -> None:
    ranking = weigh(_plain((0.9, 0.5), (0.5, 0.7)), weights)
    assert (ranking.ranked, ranking.why_not) == (False, why_not)


def test_one_option_is_no_order() -> None:
    assert weigh(_plain((0.9, 0.5)), {"pain": 5.0}).why_not == "fewer than two options can be compared"


def test_weights_that_were_not_asked_are_named() -> None:
    ranking = weigh(_plain((0.9, 0.5), (0.5, 0.7)), {"pain": 5.0})
    assert (ranking.weights, ranking.not_asked) == ({"pain": 5.0}, ("moving",))


def test_chances_of_places_of_plain_values() -> None:
    found = place_chances(np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 2.0]]))
    assert found.tolist() == [[0.5, 0.0, 0.5], [0.25, 0.75, 0.0], [0.25, 0.25, 0.5]]
