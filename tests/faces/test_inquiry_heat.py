"""The net heat matrix as numbers: those of the library, in the JSON and in a table, with the picture."""

from pathlib import Path

import numpy as np
import pytest

import dorsal
from dorsal.faces.inquiry import Inquiry, asked, heat
from dorsal.faces.json_document import fit_json
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.net_heat import net_heat
from tests.faces.test_json_document import faults, spoken

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def answered(path=SMOKING, **options):
    document = dorsal.document(path, better="higher", **options)
    found = asked(document, Inquiry(asked=frozenset({"design_by_treatment"})))
    told = spoken(fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    return found.answers[0], told["design_by_treatment"]["net_heat"]


def test_cells_are_those_of_the_matrix():
    answer, told = answered(measure="OR")
    matrix = net_heat(interaction(dorsal.fit(SMOKING, measure="OR")))
    size = len(matrix.labels)
    assert [(x["treat1"], x["treat2"]) for x in told["labels"]] == [(x.second, x.first) for x in matrix.labels]
    cells = np.full((size, size), np.nan)
    for cell in told["cells"]:
        cells[cell["row"], cell["column"]] = np.nan if cell["heat"] is None else cell["heat"]
        assert cell["hat"] == pytest.approx(matrix.hat[cell["row"], cell["column"]])
    np.testing.assert_allclose(cells, matrix.heat)
    sheet = {grid.name: grid for grid in answer.tables}["net_heat"]
    assert len(sheet.rows) == size**2
    assert "<svg" in str(answer.pictures[0].draw("k", False))


def test_no_matrix_where_nothing_could_disagree_or_it_is_too_large(tmp_path, monkeypatch):
    path = tmp_path / "chain.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,B,C,1,0.5\n")
    answer, told = answered(path)
    assert told is None
    assert answer.pictures == ()
    monkeypatch.setattr(heat, "MOST_EFFECTS", 3)
    assert answered(measure="OR")[1] is None
