"""Windows of time."""

from __future__ import annotations

import pytest

from dorsal.errors import EvidenceError
from dorsal.trials.question import Window


def test_a_window_holds_its_end_and_not_its_beginning() -> None:
    short = Window(name="short", above=2, upto=13, target=8)
    assert [short.holds(weeks) for weeks in (0, 2, 2.1, 13, 13.1)] == [False, False, True, True, False]


def test_an_open_window_holds_the_rest() -> None:
    assert Window(name="first", upto=2, target=2).holds(0)
    assert Window(name="last", above=39, target=52).holds(520)


@pytest.mark.parametrize(
    ("above", "upto", "target", "said"),
    [(13, 2, 8, "is not before its end"), (2, 13, 2, "lies outside it"), (2, 13, 20, "lies outside it")],
)
def test_an_impossible_window_is_refused(above: float, upto: float, target: float, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        Window(name="w", above=above, upto=upto, target=target)


def test_windows_that_touch_do_not_overlap() -> None:
    first, second = Window(name="a", upto=13, target=8), Window(name="b", above=13, target=26)
    assert not first.overlaps(second)
    assert first.overlaps(Window(name="c", above=12, target=20))
