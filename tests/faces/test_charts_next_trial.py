"""Which trial next: a cell for every two treatments, by what a trial of them would gain."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.next_trial import draw_next_trial, next_trial_words
from dorsal.synthesis.power import UsefulTrial
from tests.faces.drawings import outside, plain, read, texts, words


def trial(first: str, second: str, gain: float) -> UsefulTrial:
    return UsefulTrial(first=first, second=second, per_arm=50, gain=gain, changes=0.2)


TRIALS = [trial("a", "b", 0.02), trial("a", "c", 0.01), trial("b", "c", 0.00001)]


def test_each_pair_stands_twice_in_percent_of_the_largest() -> None:
    said = [plain(text) for text in texts(read(draw_next_trial(TRIALS, "k")))]
    assert said.count("100 %") == said.count("50 %") == 2
    assert not [text for text in said if text.startswith("0 %")]
    assert "0.02 on the analysis scale" in " ".join(said)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    assert outside(read(draw_next_trial(TRIALS, "k", narrow=narrow))) == []


def test_words() -> None:
    assert plain(next_trial_words(TRIALS)) == (
        "With 50 people an arm a trial of a against b would help most to choose the best treatment; it would change "
        "the choice with a chance of 20 %."
    )
    assert next_trial_words([trial("a", "b", 0.0)]).startswith("No single trial of that size")
    drawn = words(read(draw_next_trial([trial("a", "b", 2.59e-320)], "k")))
    assert drawn.startswith("Nothing to draw: no single trial of that size")
    assert "make no such picture" in words(read(draw_next_trial([], "k")))
