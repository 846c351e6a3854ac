"""CINeMA's files bring the risk of bias and the indirectness of every study. Every number here is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import Sheet, read


def sheet(folder: Path, text: str) -> Sheet:
    path = folder / "cinema.csv"
    path.write_text(text, encoding="utf-8")
    return read(path)


LONG = "id,t,r,n,rob,indirectness\n1,A,5,50,1,{0}\n1,B,9,51,1,{0}\n2,A,7,60,2,{1}\n2,C,8,61,2,{1}\n"
WIDE = "id,t1,y1,sd1,n1,t2,y2,sd2,n2,rob,indirectness\n1,A,5,2,50,B,9,2,51,L,{0}\n2,A,7,2,60,C,8,2,61,U,{1}\n"
CONTRASTS = "id,t1,t2,effect,se,rob,indirectness\n1,A,B,0.5,0.2,1,{0}\n2,A,C,0.1,0.3,2,{1}\n"


@pytest.mark.parametrize("layout", [LONG, WIDE, CONTRASTS])
@pytest.mark.parametrize("words", [("1", "3"), ("L", "H"), ("low", "high")])
def test_every_layout_of_cinema_is_read_with_its_judgements(
    tmp_path: Path, layout: str, words: tuple[str, str]
) -> None:
    found = sheet(tmp_path, layout.format(*words))
    assert [(s.bias.overall, s.indirectness) for s in found.studies] == [("low", "low"), ("unclear", "high")]


@pytest.mark.parametrize("middle", ["2", "M", "moderate", "unclear"])
def test_the_middle_is_some(tmp_path: Path, middle: str) -> None:
    assert sheet(tmp_path, LONG.format("1", middle)).studies[1].indirectness == "some"


def test_what_is_not_said_is_not_assessed_and_an_unknown_word_is_a_fault(tmp_path: Path) -> None:
    assert sheet(tmp_path, LONG.format("", "3")).studies[0].indirectness == "not_assessed"
    with pytest.raises(SheetError) as raised:
        sheet(tmp_path, LONG.format("far", "3"))
    assert [fault.where for fault in raised.value.faults] == ["line 2 (study 1)", "line 3 (study 1)"]
    assert "--map indirectness=" in raised.value.faults[0].remedy
