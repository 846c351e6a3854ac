"""Study importance in the JSON, the table and in words: the numbers of the library."""

from pathlib import Path

import pytest

import dorsal
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.json_document import fit_json
from dorsal.synthesis.omission.influence import importance
from tests.faces.test_json_document import faults, spoken

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def test_importance_is_that_of_the_library():
    document = dorsal.document(SMOKING, better="higher", measure="OR", reference="A")
    found = asked(document, Inquiry(asked=frozenset({"importance"})))
    told = spoken(fit_json(found))
    assert faults(told, "dorsal/fit/1") == []
    fit = dorsal.fit(SMOKING, measure="OR")
    lost = dict(zip(fit.network.studies, importance(fit, [(t, "A") for t in "BCD"]), strict=True))
    assert len(told["importance"]) == len(lost) == 24
    for row in told["importance"]:
        assert [e["share"] for e in row["effects"]] == pytest.approx(lost[row["study"]])
        assert (row["largest"], row["mean"]) == pytest.approx((max(lost[row["study"]]), lost[row["study"]].mean()))
    assert [row["largest"] for row in told["importance"]] == sorted((max(x) for x in lost.values()), reverse=True)
    (sheet,) = found.answers[0].tables
    assert len(sheet.rows) == 24 * 3
    first = told["importance"][0]
    most = max(first["effects"], key=lambda e: e["share"])
    assert found.answers[0].grids[0].texts()[0][2] == f"{most['treatment']} against A"
