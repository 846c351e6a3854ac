"""Digitised curves with numbers at risk, and everything that is wrong with them."""

import pytest

from dorsal.errors import SheetError
from dorsal.trials.survival.curve_table import read_curves

RISKS = "study,treatment,months,at_risk,events\nA,x,0,50,20\nA,x,6,30,20\nA,y,6,25,\nA,y,0,50,\n"
POINTS = "study,treatment,months,survival\nA,x,0,1\nA,x,2,0.9\nA,x,2,0.85\nA,x,8,0.7\nA,y,9,0.5\nA,y,1,0.95\n"


def tables(tmp_path, points=POINTS, risks=RISKS):
    paths = tmp_path / "points.csv", tmp_path / "risk.csv"
    for path, text in zip(paths, (points, risks), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_points_in_any_order_and_the_end_of_a_step(tmp_path):
    found = read_curves(*tables(tmp_path))
    x, y = found.curves
    assert (x.time.tolist(), x.survival.tolist()) == ([0.0, 2.0, 8.0], [1.0, 0.85, 0.7])
    assert (y.time.tolist(), y.risk_time.tolist(), y.risk.tolist()) == ([1.0, 9.0], [0.0, 6.0], [50.0, 25.0])
    assert (x.events, y.events, found.unit) == (20, None, "months")


def test_faults_of_both_tables_come_at_once(tmp_path):
    points = POINTS.replace("A,x,8,0.7", "A,x,8,0.99").replace("A,y,9,0.5", "A,y,9,50")
    risks = RISKS.replace("A,x,6,30,20", "A,x,6,60,20").replace("A,y,6,25,", "A,y,6,some,")
    with pytest.raises(SheetError) as caught:
        read_curves(*tables(tmp_path, points, risks))
    told = str(caught.value)
    assert "survival rises from 0.85 to 0.99; a curve of survival only falls" in told
    assert "a proportion lies between 0 and 1; write 0.5, if 50 % are meant" in told
    assert "risk.csv, line 3 (study A), column at_risk: '60': 60 people are at risk, more than the 50 before" in told
    assert "risk.csv, line 4 (study A), column at_risk: 'some'" in told


def test_numbers_at_risk_that_are_not_there(tmp_path):
    risks = "study,treatment,months,at_risk\nA,x,6,30\n"
    with pytest.raises(SheetError) as caught:
        read_curves(*tables(tmp_path, POINTS, risks))
    told = str(caught.value)
    assert "its numbers at risk do not begin at time 0; give the number at time 0 too" in told
    assert "the curve has no numbers at risk; add them" in told
    with pytest.raises(SheetError, match="no column is recognised as the number at risk"):
        read_curves(*tables(tmp_path, POINTS, "study,treatment,months\nA,x,6\n"))
