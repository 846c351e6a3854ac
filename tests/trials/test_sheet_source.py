"""A file that was sent is read as the same file on a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import OptionError, SheetError
from dorsal.trials.sheet import read
from dorsal.trials.sheet.source import FileContent

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["smoking_cessation.csv", "senn2013.csv"])
def test_the_content_of_a_file_is_read_like_the_file(name: str) -> None:
    assert read(FileContent(name=name, content=(DATA / name).read_bytes())) == read(DATA / name)


def test_what_is_wrong_with_it_is_told_by_its_name() -> None:
    with pytest.raises(SheetError, match=r"sent\.pdf: nothing could be read"):
        read(FileContent(name="sent.pdf", content=b"%PDF-1.7"))
    with pytest.raises(SheetError, match=r"sent\.csv: nothing could be read"):
        read(FileContent(name="sent.csv", content=b""))
    with pytest.raises(OptionError, match="has no sheets"):
        read(FileContent(name="sent.csv", content=b"a,b\n1,2"), sheet_name="x")
