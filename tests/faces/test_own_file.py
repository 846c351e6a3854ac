"""Files that Dorsal did not write stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.faces.own_file import replace_text, write_page

OWN = '<!DOCTYPE html><html lang="en"><head><meta name="generator" content="dorsal 0.1.0"></head></html>'


def test_a_new_page_is_written_and_replaced(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    write_page(page, OWN)
    write_page(page, OWN + "\n")
    assert page.read_text(encoding="utf-8") == OWN + "\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("others", ["", "my thesis", '<meta name="generator" content="Word">', "generator dorsal"])
def test_another_file_stays_unless_forced(tmp_path: Path, others: str) -> None:
    page = tmp_path / "report.html"
    page.write_text(others)
    with pytest.raises(OptionError, match="was not written by Dorsal"):
        write_page(page, OWN)
    assert page.read_text() == others
    write_page(page, OWN, force=True)
    assert page.read_text() == OWN


def test_places_that_are_no_file(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="is a folder"):
        write_page(tmp_path, OWN)
    with pytest.raises(OptionError, match="there is no folder"):
        write_page(tmp_path / "none" / "report.html", OWN)


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(OWN)
    with pytest.raises(UnicodeEncodeError):
        replace_text(page, "\ud800")
    assert page.read_text() == OWN
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    target = tmp_path / "target.html"
    target.write_text(OWN)
    link = tmp_path / "link.html"
    link.symlink_to(target)
    write_page(link, OWN + "new")
    assert link.is_symlink()
    assert target.read_text() == OWN + "new"
