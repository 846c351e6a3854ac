"""Drawings as files: SVG as it is, PNG of the size asked for, PDF with its text as text."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dorsal.errors import OptionError
from dorsal.faces.charts.image import pdf, png, save
from dorsal.faces.charts.league import draw_league
from dorsal.faces.charts.svg import figure, label
from dorsal.synthesis.league import league
from tests.faces.published import smoking

TEXT = figure("k", 200.0, 60.0, "Title", "Summary.", label(10, 40, "mmmmmmmmmm", size=20))
EMPTY = figure("k", 200.0, 60.0, "Title", "Summary.")


def pixels(image: bytes) -> tuple[int, int, bytes]:
    """Width, height and the filtered rows of a PNG."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", image[16:24])
    data, place = b"", 8
    while place < len(image):
        (size,) = struct.unpack(">I", image[place : place + 4])
        if image[place + 4 : place + 8] == b"IDAT":
            data += image[place + 8 : place + 8 + size]
        place += 12 + size
    return width, height, zlib.decompress(data)


def test_a_png_has_the_size_asked_for() -> None:
    svg = draw_league(league(smoking()), "k", better="higher")
    root = ElementTree.fromstring(svg)
    height = float(root.get("height", "nan"))
    assert pixels(png(svg))[:2] == (1920, round(2 * height))
    assert pixels(png(svg, scale=0.5))[0] == 480


def test_letters_are_drawn() -> None:
    rows = [pixels(png(svg, scale=1.0))[2] for svg in (TEXT, EMPTY)]
    assert len(zlib.compress(rows[0])) > 3 * len(zlib.compress(rows[1]))


def test_a_pdf_embeds_a_font() -> None:
    made = pdf(TEXT)
    assert made.startswith(b"%PDF-")
    assert b"/Font" in made
    assert b"/Font" not in pdf(EMPTY)


@pytest.mark.parametrize(("name", "head"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF-")])
def test_saved_as_the_suffix_says(tmp_path: Path, name: str, head: bytes) -> None:
    where = save(TEXT, tmp_path / name)
    assert where == tmp_path / name
    assert where.read_bytes().startswith(head)


def test_a_saved_svg_can_be_read_back(tmp_path: Path) -> None:
    svg = draw_league(league(smoking()), "k", names=lambda t: f"Über {t} <&> ≥")
    root = ElementTree.parse(save(svg, tmp_path / "a.svg")).getroot()
    assert "Über A <&> ≥" in " ".join(root.itertext())


def test_other_suffixes_and_scales_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"\.svg, \.png, \.pdf; a\.gif ends in none"):
        save(TEXT, tmp_path / "a.gif")
    for scale in (0.0, -1.0, 21.0, float("nan")):
        with pytest.raises(OptionError, match="scale"):
            png(TEXT, scale=scale)
    assert not list(tmp_path.iterdir())


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    for name in ("a.png", "a.pdf"):
        with pytest.raises(OptionError, match=r"pip install 'dorsal\[plots\]'"):
            save(TEXT, tmp_path / name)
    assert save(TEXT, tmp_path / "a.svg").exists()
