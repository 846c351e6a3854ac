"""The forest of assumptions about selection: the estimates that the models gave."""

from __future__ import annotations

from functools import cache

import pytest

from dorsal.faces.charts.selection import draw_selection, moved, selection_words
from dorsal.synthesis.reporting.selection import Selection, copas
from dorsal.synthesis.reporting.signal import places
from dorsal.synthesis.reporting.step_selection import step_selection
from tests.faces.drawings import number, of_class, outside, plain, read, words
from tests.faces.published import smoking


@cache
def found(model: str = "copas") -> Selection:
    fit = smoking()
    make = {"copas": copas, "steps": step_selection}[model]
    return make(fit, places(fit.treatments, (), "A"), better="higher")


@pytest.mark.parametrize("model", ["copas", "steps"])
def test_rows_are_the_estimates(model: str) -> None:
    selection = found(model)
    tree = read(draw_selection(selection, "A", "k", better="higher"))
    rows = of_class(tree, "row")
    assert len(rows) == 3 * len(selection.points)
    first, last = moved(selection, "A")[0], selection.points[-1]
    assert f"{first} against A" in words(tree)
    drawn = [(number(n, "x1"), number(n, "x2")) for n in of_class(tree, "ci")]
    widths = [end - begin for begin, end in drawn[: len(selection.points)]]
    expected = [p.between(first, "A")[2] for p in selection.points]
    ratio = widths[0] / (expected[0][1] - expected[0][0])
    assert widths == pytest.approx([ratio * (high - low) for low, high in expected], rel=0.01)
    assert last.name.split()[0] in words(tree)


@pytest.mark.parametrize("narrow", [False, True])
def test_nothing_leaves_the_picture(narrow: bool) -> None:
    assert outside(read(draw_selection(found(), "A", "k", narrow=narrow))) == []


def test_words_name_what_moves_most() -> None:
    said = plain(selection_words(found(), "A"))
    assert said.startswith("Copas' selection model, 5 assumptions; 19 studies could be held back.")
    assert "D against A moves most, from 2.34 to 1.49 (odds ratio) at 0.1 to 0.8 (about 62 unpublished)." in said


def test_only_some_treatments() -> None:
    tree = read(draw_selection(found(), "A", "k", treatments=["C"]))
    assert len(of_class(tree, "row")) == len(found().points)
