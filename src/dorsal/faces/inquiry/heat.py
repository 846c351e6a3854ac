"""The net heat matrix as numbers: which design drives, and which relieves, the inconsistency."""

from __future__ import annotations

from typing import Any

from dorsal.faces.charts.net_heat import label_words
from dorsal.faces.telling import Cell, Grid, Head
from dorsal.synthesis.inconsistency.design_by_treatment import Interaction
from dorsal.synthesis.inconsistency.net_heat import NetHeat, net_heat

Json = dict[str, Any]
MOST_EFFECTS = 300
"""Effects of designs; the matrix grows with their square."""


def heat_of(found: Interaction) -> NetHeat | None:
    """The matrix, where designs could disagree and are not too many."""
    effects = sum(len(design) - 1 for design in found.fit.network.designs)
    return net_heat(found) if found.q.p is not None and effects <= MOST_EFFECTS else None


def heat_json(heat: NetHeat | None) -> Json | None:
    """Labels, and every cell by its row and column; what cannot be known is not a number."""
    if heat is None:
        return None
    return {
        "labels": [{"treat1": x.second, "treat2": x.first, "design": list(x.design)} for x in heat.labels],
        "cells": [
            {"row": row, "column": column, "heat": float(heat.heat[row, column]), "hat": float(heat.hat[row, column])}
            for row in range(len(heat.labels))
            for column in range(len(heat.labels))
        ],
    }


def heat_sheet(heat: NetHeat) -> Grid:
    """For a workbook: a cell a row."""
    keys = ("row", "detached", "heat", "hat")
    words = [label_words(label) for label in heat.labels]
    rows: list[dict[str, Cell]] = [
        {
            "row": words[row],
            "detached": words[column],
            "heat": float(heat.heat[row, column]),
            "hat": float(heat.hat[row, column]),
        }
        for row in range(len(words))
        for column in range(len(words))
    ]
    return Grid.of("net_heat", "Net heat: fall of the row's part of Q", [Head(key, key) for key in keys], rows)
