"""What a row of a table is, and which columns it can do without."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import read


def test_a_column_asked_for_by_its_name_is_no_result_that_the_table_can_do_without(tmp_path: Path) -> None:
    table = "study,treatment,mean,sd,n,r\n1,a,1,2,30,0.5\n1,b,2,2,30,0.5\n"
    path = tmp_path / "trials.csv"
    path.write_text(table)
    with pytest.raises(SheetError, match="3 faults"):
        read(path)
    sheet = read(path, covariates=["r"])
    assert sheet.studies[0].covariates == {"r": 0.5}
    assert "Column 'r': read as what it was asked for, not as events." in sheet.notes
    path.write_text("study,treatment,r,n\n1,a,1,30\n1,b,2,30\n")
    counts = read(path, covariates=["r"])
    assert counts.columns["events"] == "r"
