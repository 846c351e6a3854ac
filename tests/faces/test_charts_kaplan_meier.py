"""Kaplan-Meier curves: the steps stand where their numbers are, every arm has its numbers at risk below."""

from __future__ import annotations

import pytest

from dorsal.faces.charts.kaplan_meier import STYLES, StepCurve, TrialCurves, draw_kaplan_meier
from tests.faces.drawings import described, number, of_class, outside, points, read, scale, texts, words
from tests.faces.test_markup import HOSTILE


def curve(treatment: str, *steps: tuple[float, float], at_risk: tuple[int, ...] = (1_200, 40, 7)) -> StepCurve:
    return StepCurve(treatment=treatment, steps=steps, censored=(4.0, 9.0), last=20.0, at_risk=at_risk)


def trial(*curves: StepCurve, rebuilt: bool = False) -> TrialCurves:
    return TrialCurves(
        study="Ash", curves=curves, times=(0.0, 10.0, 20.0), end=20.0, unit="months", summary="What it shows.",
        styles=tuple(range(len(curves))), rebuilt=rebuilt,
    )  # fmt: skip


A, B = curve("drug A", (2.0, 0.9), (8.0, 0.6)), curve("control", (1.0, 0.5), at_risk=(90, 33, 5))


@pytest.mark.parametrize("narrow", [False, True])
def test_steps_and_ticks_are_where_their_numbers_are(narrow: bool) -> None:
    tree = read(draw_kaplan_meier(trial(A, B), "k", narrow=narrow))
    slope, start = scale(tree, 220 + 17 if narrow else 330 + 17)
    top, bottom = 12.0, 220.0 if narrow else 330.0

    def share(y: float) -> float:
        return (bottom - y) / (bottom - top)

    _, first = of_class(tree, "survival")  # the first arm is drawn last, over the others
    corners = [(start + slope * x, share(y)) for x, y in points(first)]
    expected = [(0, 1), (2, 1), (2, 0.9), (8, 0.9), (8, 0.6), (20, 0.6)]
    assert [x for x, _ in corners] == pytest.approx([x for x, _ in expected], abs=0.05)
    assert [y for _, y in corners] == pytest.approx([y for _, y in expected], abs=0.005)
    ticks = [(start + slope * number(t, "x1"), share((number(t, "y1") + number(t, "y2")) / 2))
             for t in of_class(tree, "censored")]  # fmt: skip
    assert sorted(round(x) for x, _ in ticks) == [4, 4, 9, 9]
    assert sorted(y for _, y in ticks) == pytest.approx([0.5, 0.5, 0.6, 0.9], abs=0.005)
    assert first.get("stroke-dasharray") != of_class(tree, "survival")[0].get("stroke-dasharray")


@pytest.mark.parametrize("narrow", [False, True])
def test_it_says_everything_and_nothing_leaves_the_picture(narrow: bool) -> None:
    many = [curve(f"a treatment with quite a long name {i}", (3.0, 0.5)) for i in range(7)]
    tree = read(draw_kaplan_meier(trial(A, B, curve(HOSTILE, (1.0, 0.2)), *many, rebuilt=True), "k", narrow=narrow))
    assert outside(tree) == []
    assert described(tree) == ("Kaplan-Meier curves of Ash", "What it shows.")
    shown = words(tree)
    assert "At risk" in shown
    assert "censored" in shown
    assert "Rebuilt from a printed curve (Guyot 2012)" in shown
    assert {"1,200", "40", "7", "90", "33", "5"} <= set(texts(tree))
    assert len(set(STYLES)) == len(STYLES) == len({dashes for _, dashes in STYLES})
