"""A clinic's own numbers: read by any name of a treatment, and every fault at once with its way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import SheetError
from dorsal.faces.clinic_file import read_clinic
from dorsal.topics.loader import load

TREATMENTS = load().treatments
GOOD = """
name = "Clinic at the bridge"
currency = "EUR"
travel = 40

[treatments."dry needling"]
visits = [4, 6]
minutes = 30
price = 45.5

[treatments.exercise]
weeks = 8
"""
BAD = """
nam = "x"
currency = 3
travel = -5

[treatments.homeopathy]
visits = 3

[treatments.exercise]
visits = "many"
minutes = [40, 30]
weeks = 1000
hours = 2
price = [1, 2, 3]
needles = true

[treatments]
massage = 5
"""


def _read(folder: Path, text: str):  # type: ignore[no-untyped-def]
    path = folder / "clinic.toml"
    path.write_text(text, encoding="utf-8")
    return read_clinic(path, TREATMENTS)


def test_numbers_are_read_by_any_name(tmp_path: Path) -> None:
    found = _read(tmp_path, GOOD)
    assert (found.name, found.currency, found.travel) == ("Clinic at the bridge", "EUR", (40, 40))
    assert found.said("dry_needling", "visits") == (4, 6)
    assert found.said("dry_needling", "price") == (45.5, 45.5)
    assert found.said("exercise", "weeks") == (8, 8)
    assert found.said("exercise", "visits") is None


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = BAD.replace("[treatments]\nmassage = 5\n", "").replace(
        "[treatments.homeo", "[treatments]\nmassage = 5\n[treatments.homeo"
    )
    with pytest.raises(SheetError) as caught:
        _read(tmp_path, text)
    said = [str(fault) for fault in caught.value.faults]
    for words in (
        "nam: there is no such name here; the names are name, currency",
        "currency: '3': it is no short text",
        "travel: '-5': it must rise, from 0 up to 1440",
        "unknown treatment 'homeopathy'",
        "massage\": '5': it is no table of numbers",
        "visits: 'many': it is not a number, or two from low to high; write 5, or [4, 6]",
        "minutes: '[40, 30]': it must rise",
        "weeks: '1000': it must rise, from 0 up to 260",
        "hours: there is no such name; the names are visits",
        "price: '[1, 2, 3]': it is not a number",
        "needles: 'True': it is not a number",
    ):
        assert any(words in one for one in said), (words, said)
    assert len(said) == 11


@pytest.mark.parametrize("text", ["visits = ", "\x00", 'name = "<script>\\u0007"'])
def test_what_is_no_toml_or_no_text_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SheetError, match=r"clinic\.toml"):
        _read(tmp_path, text)
