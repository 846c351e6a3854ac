"""The icon array: as many icons as people, in order, told apart without colour, the same numbers in words and rows."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorsal.errors import EvidenceError
from dorsal.faces.charts.icon_array import LOOKS, NAMES, IconArray, draw_icon_array
from dorsal.faces.charts.palette import contrast
from tests.faces.drawings import described, of_class, outside, read, words
from tests.faces.test_markup import HOSTILE

KINDS = ("get better for sure", "get better by our best guess", "may get better too", "do not get better")
START = re.compile(r"M(-?[\d.]+) (-?[\d.]+)")


def array(of: int = 100, low: int = 30, count: int = 42, high: int = 55, title: str = "My title") -> IconArray:
    return IconArray(of=of, count=count, low=low, high=high, title=title, summary="What it shows.", words=KINDS)


def places(svg: str, kind: str, of: int) -> list[tuple[float, float]]:
    """Where the icons of a kind begin; the last of each path in the legend is left out by its number."""
    paths = [node.get("d") or "" for node in of_class(read(svg), kind)]
    return [(float(x), float(y)) for path in paths[:1] for x, y in START.findall(path)] if paths else []


@given(
    of=st.sampled_from([100, 1000]),
    ends=st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted),
    narrow=st.booleans(),
)
def test_there_are_as_many_icons_as_people(of: int, ends: list[int], narrow: bool) -> None:
    shown = array(of, *ends)
    svg = draw_icon_array(shown, "k", narrow=narrow)
    drawn = [len(places(svg, name, of)) for name in NAMES]
    assert drawn == list(shown.kinds)
    assert sum(drawn) == of
    assert [n for _, n in shown.rows] == [n for n in drawn if n]
    assert all(f"{n}: {told}" in words(read(svg)) for told, n in shown.rows)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("of", [100, 1000])
def test_icons_stand_in_order_and_inside_without_touching(of: int, narrow: bool) -> None:
    svg = draw_icon_array(array(of), "k", narrow=narrow)
    spots = [spot for name in NAMES for spot in places(svg, name, of)]
    _, _, width, height = map(float, (read(svg).get("viewBox") or "").split())
    assert all(0 < x < width - 9 and 0 < y < height for x, y in spots)
    assert len(set(spots)) == of
    side = min(abs(a[0] - b[0]) for a, b in pairwise(spots) if a[1] == b[1])
    assert side > (13 if of == 100 else 9.2)
    assert not outside(read(svg))
    block = spots[:10]
    assert [y for _, y in block] == [block[0][1]] * 10
    assert [x for x, _ in block] == sorted(x for x, _ in block)


@pytest.mark.parametrize("narrow", [False, True])
def test_it_names_itself_and_says_what_it_shows(narrow: bool) -> None:
    tree = read(draw_icon_array(array(), "k", narrow=narrow))
    assert described(tree) == ("My title", "What it shows.")
    assert float((tree.get("viewBox") or "").split()[2]) == (340 if narrow else 960)


def test_kinds_are_told_apart_in_black_and_white() -> None:
    """By shade of grey, or by a broken rim."""
    fills = [(contrast(fill), dashes) for fill, _, dashes in LOOKS]
    for i, (first, broken) in enumerate(fills):
        for second, other in fills[i + 1 :]:
            assert max(first, second) / min(first, second) > 1.6 or bool(broken) != bool(other)
    assert contrast(LOOKS[3][1]) >= 3.0


def test_an_event_that_was_never_seen_shows_how_many_there_may_be() -> None:
    never = array(1000, 0, 0, 4)
    assert never.rows == (("may get better too", 4), ("do not get better", 996))
    assert len(of_class(read(draw_icon_array(never, "k")), "possible")) == 2  # the icons, and their sign below


def test_hostile_words_stay_text() -> None:
    svg = draw_icon_array(array(title=HOSTILE), "k")
    assert "<script" not in svg
    assert "<img" not in svg


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((50, 0, 1, 2), "100 or 1,000"), ((100, 3, 2, 5), "3 to 5 must hold 2"), ((100, 1, 2, 101), "within 0 and 100")],
)
def test_numbers_that_cannot_be_are_refused(numbers: tuple[int, int, int, int], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        array(*numbers)
