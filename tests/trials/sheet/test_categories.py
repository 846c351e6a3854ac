"""Tables of people in ordered categories."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import OptionError, SheetError
from dorsal.trials.sheet import Sheet, read

TABLE = """study,treatment,none,some,much,n
S1,a,20,31,14,65
S1,b,11,27,25,63
S2,a,30,,12,42
S2,b,22,,19,41
"""
NAMES = ("none", "some", "much")


def sheet(tmp_path: Path, text: str = TABLE, categories: tuple[str, ...] = NAMES) -> Sheet:
    path = tmp_path / "table.csv"
    path.write_text(text)
    return read(path, categories=categories)


def test_people_by_category(tmp_path: Path) -> None:
    found = sheet(tmp_path)
    first, second = found.studies
    assert [result.categories for result in first.results] == [(20, 31, 14), (11, 27, 25)]
    assert [result.categories for result in second.results] == [(30, None, 12), (22, None, 19)]
    assert [result.arms[0].n for result in first.results] == [65, 63]
    assert (found.layout, found.measure_guess) == ("arms", "OR")
    assert "Ordered categories, the lowest first: 'none', 'some', 'much'." in found.notes
    assert any("of a higher one (proportional odds)" in note for note in found.notes)
    assert not any("not used" in note for note in found.notes)


def test_a_column_of_a_category_plays_no_other_role(tmp_path: Path) -> None:
    found = sheet(tmp_path, TABLE.replace("none,some,much,n", "n1,events,mean,n"), ("n1", "events", "mean"))
    assert found.studies[0].results[0].categories == (20, 31, 14)


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = TABLE.replace("S1,b,11,27,25,63", "S1,b,11.5,27,25,63").replace("S2,a,30,,12,42", "S2,a,30,2,12,45")
    text = text.replace("S2,b,22,,19,41", "S2,b,22,,,22\nS3,a,0,0,0,0\nS3,b,1,2,3,6")
    with pytest.raises(SheetError) as caught:
        sheet(tmp_path, text)
    said = str(caught.value)
    for words in (
        "line 3 (study S1), column none: '11.5': a number of events must be whole",
        "line 4 (study S2), column n: '45': the people in its categories are 44",
        "line 5 (study S2, b): another arm of the study tells other categories apart",
        "line 5 (study S2, b): fewer than two categories have a number of people",
        "line 6 (study S3, a): nobody is in any category",
    ):
        assert words in said


def test_names_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"column lots: there is no such column .*; the columns are study"):
        sheet(tmp_path, categories=("none", "lots"))
    with pytest.raises(OptionError, match="two or more columns, each once"):
        sheet(tmp_path, categories=("none",))
    (tmp_path / "table.csv").write_text(TABLE)
    with pytest.raises(OptionError, match="one row per arm, not one row per contrast"):
        read(tmp_path / "table.csv", categories=NAMES, layout="contrasts")
