"""Loops in the JSON, the tables and in words: the numbers of the library."""

from pathlib import Path

import pytest

import dorsal
from dorsal.faces.inquiry import Inquiry, asked
from dorsal.faces.json_document import fit_json
from dorsal.synthesis.inconsistency.loops import loops
from tests.faces.test_json_document import faults, spoken

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"


def answered(path, **options):
    document = asked(dorsal.document(path, better="higher", **options), Inquiry(asked=frozenset({"loops"})))
    told = spoken(fit_json(document))
    assert faults(told, "dorsal/fit/1") == []
    return document.answers[0], told["loops"]


def test_loops_are_those_of_the_library():
    answer, told = answered(SMOKING, measure="OR")
    found = {loop.treatments: loop for loop in loops(dorsal.fit(SMOKING, measure="OR"))}
    assert len(told) == len(found) == 4
    assert [row["p"] for row in told] == sorted(row["p"] for row in told)
    for row in told:
        loop = found[tuple(row["treatments"])]
        assert (row["inconsistency"], row["p"]) == pytest.approx((loop.inconsistency, loop.p))
        half = 1.959964 * loop.se
        assert row["ci"] == pytest.approx([loop.inconsistency - half, loop.inconsistency + half], rel=1e-6)
    (sheet,) = answer.tables
    assert sheet.rows[0][:2] == ("B; C; D", told[0]["inconsistency"])
    assert answer.lead[0].startswith("0 of 4 with P below 0.05; chance alone gives about 0.2")


def test_a_chain_has_no_loop(tmp_path):
    path = tmp_path / "chain.csv"
    path.write_text("study,treat1,treat2,TE,seTE\n1,A,B,1,0.5\n2,B,C,1,0.5\n3,A,B,2,0.5\n")
    answer, told = answered(path)
    assert told == []
    assert answer.lead == ("There is no closed loop whose comparisons could disagree.",)
    assert answer.grids == ()
