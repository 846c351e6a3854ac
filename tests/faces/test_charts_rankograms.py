"""Rankograms: bars are probabilities of ranks, lines their sums."""

from __future__ import annotations

import numpy as np
import pytest

from dorsal.faces.charts.rankograms import PLOT, draw_rankograms, rank_words
from dorsal.synthesis.ranks.ranking import Ranks, rank_draws
from tests.faces.drawings import number, of_class, plain, points, read, texts
from tests.faces.published import diabetes, smoking


def ranks() -> Ranks:
    return rank_draws(smoking(), np.random.default_rng(5), better="higher", draws=4000)


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_and_lines_are_the_probabilities(narrow: bool) -> None:
    made = ranks()
    panels = of_class(read(draw_rankograms(made, "k", narrow=narrow)), "panel")
    for panel, (treatment, sucra) in zip(panels, made.sucra.items(), strict=True):
        place = made.treatments.index(treatment)
        bars = of_class(panel, "bar")
        assert [number(bar, "height") / PLOT for bar in bars] == pytest.approx(made.probability[place], abs=1e-4)
        (curve,) = of_class(panel, "cumulative")
        ground = number(bars[0], "y") + number(bars[0], "height")
        heights = [(ground - y) / PLOT for _, y in points(curve)]
        assert heights == pytest.approx(made.cumulative[place], abs=1e-3)
        assert texts(panel)[0] == treatment
        assert f"SUCRA {sucra:.2f}" in " ".join(texts(panel))


def test_first_and_last_rank_are_always_on_the_axis() -> None:
    for count in (2, 4, 10, 15, 30, 61):
        goodness = np.random.default_rng(1).normal(size=(50, count))
        made = Ranks(treatments=tuple(f"t{i}" for i in range(count)), goodness=goodness)
        for narrow in (False, True):
            panel = of_class(read(draw_rankograms(made, "k", narrow=narrow)), "panel")[-1]
            ticks = [t for t in texts(panel) if t.isdigit()]
            assert (ticks[0], ticks[-1]) == ("1", str(count))
            assert sorted(ticks, key=int) == ticks


def test_words_name_the_highest_sucra() -> None:
    made = rank_draws(diabetes(), np.random.default_rng(5), draws=4000)
    said = plain(rank_words(made))
    best = f"{100 * made.probability[made.treatments.index('rosiglitazone'), 0]:.0f} %"
    assert said.startswith("Of 10 treatments rosiglitazone has the highest SUCRA, 0.9")
    assert f"the best is {best}, among the first three 9" in said
