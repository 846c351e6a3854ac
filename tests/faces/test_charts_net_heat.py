"""The net heat plot: fills follow the matrix, hatching the cool cells, and squares the weights."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from dorsal.faces.charts.grid import Cell, Grid, draw_grid
from dorsal.faces.charts.net_heat import SEEN, draw_net_heat, label_words, net_heat_words
from dorsal.faces.charts.shades import diverging
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.net_heat import HeatLabel, NetHeat, net_heat
from tests.faces.drawings import NS, number, of_class, plain, read, texts, words
from tests.faces.published import diabetes, smoking


def heat() -> NetHeat:
    return net_heat(interaction(diabetes(), tau2=0.0))


def test_cells_are_the_matrix_with_its_hottest_rows_first() -> None:
    made = heat()
    order = np.argsort(-made.own, kind="stable")
    most = np.nanmax(np.abs(made.heat))
    rows = of_class(read(draw_net_heat(made, "k")), "row")
    for row, r in zip(rows, order, strict=True):
        cells = [n for n in row if n.tag == f"{NS}g"]
        for cell, c in zip(cells, order, strict=True):
            (box,) = of_class(cell, "cell")
            value, hat = made.heat[r, c], abs(made.hat[r, c])
            assert box.get("fill") == diverging(value / most)
            assert bool(of_class(cell, "hatch")) == (value <= -SEEN * most)
            side = 0.8 * math.sqrt(min(1.0, hat)) * min(number(box, "width"), number(box, "height"))
            drawn = [number(n, "width") for n in of_class(cell, "inner")]
            assert drawn == pytest.approx([side] if side >= 1.0 else [], abs=0.01)
            assert (f"{value:.1f}".replace("-", "−") in texts(cell)) == (abs(value) >= SEEN * most)


def test_what_cannot_be_detached_is_crossed_out() -> None:
    made = heat()
    holes = made.heat.copy()
    holes[:, 2] = np.nan
    tree = read(draw_net_heat(replace(made, heat=holes), "k"))
    assert texts(tree).count("×") == len(made.labels) + 1  # and once in the legend
    assert "nan" not in words(tree)


def test_words_name_q_and_what_adds_most() -> None:
    made = net_heat(interaction(smoking(), tau2=0.0))
    said = plain(net_heat_words(made))
    assert said.startswith(f"Q between designs {made.q.q:.2f} on {made.q.df} degrees of freedom, P = 0.033.")
    hottest = made.labels[int(np.argmax(made.own))]
    assert f"{label_words(hottest)} adds most to it" in said
    assert label_words(hottest) == "D against A (trials of A, C and D)"


def test_numbers_on_grey_squares_have_a_halo() -> None:
    cells = ((Cell(fill="#ffffff", words=(("1",),), inner=0.5), Cell(fill="#ffffff", words=(("2",),))),)
    drawn = read(draw_grid(Grid(rows=("a",), columns=("b", "c"), cells=cells, title="t", summary="s"), "k"))
    halo = {n.text: n.get("paint-order") for n in drawn.iter(f"{NS}text") if n.text in ("1", "2")}
    assert halo == {"1": "stroke", "2": None}


def test_names_of_the_table_stay_as_they_are_written() -> None:
    label = HeatLabel(design=("Acc_t_PA", "Placebo", "t_PA"), first="Acc_t_PA", second="t_PA")
    assert label_words(label) == "t_PA against Acc_t_PA (trials of Acc_t_PA, Placebo and t_PA)"
    assert label_words(label, lambda code: f"Drug {code}").startswith("Drug t_PA against drug Acc_t_PA")
