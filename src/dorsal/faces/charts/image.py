"""A drawing as a file: SVG as it is, PNG and PDF by vl-convert (resvg and svg2pdf behind it, with fonts embedded)."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from dorsal.errors import OptionError

SUFFIXES = (".svg", ".png", ".pdf")
SCALE = 2.0
"""Pixels of a PNG for each unit of the drawing: 1,920 across for a wide one."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def png(svg: str, *, scale: float = SCALE) -> bytes:
    """A drawing as PNG. Raises OptionError without `dorsal[plots]`, or for a scale that is not above 0."""
    if not 0.0 < scale <= 20.0:
        raise OptionError(f"the scale of a PNG must be above 0 and at most 20, got {scale:g}")
    return bytes(_converter("PNG").svg_to_png(svg, scale=scale))


def pdf(svg: str) -> bytes:
    """A drawing as PDF of one page, its text as text. Raises OptionError without `dorsal[plots]`."""
    return bytes(_converter("PDF").svg_to_pdf(svg))


def save(svg: str, path: str | Path, *, scale: float = SCALE) -> Path:
    """Write a drawing as its path's suffix says: .svg, .png or .pdf. `scale` counts for PNG only.

    Raises OptionError for another suffix, and for PNG and PDF without `dorsal[plots]`.
    """
    where = Path(path)
    suffix = where.suffix.lower()
    if suffix not in SUFFIXES:
        raise OptionError(f"a plot is saved as {', '.join(SUFFIXES)}; {where.name} ends in none of these")
    where.write_bytes(encoded(svg, suffix, scale=scale))
    return where


def encoded(svg: str, suffix: str, *, scale: float = SCALE) -> bytes:
    """A drawing as the bytes of its file, by one of SUFFIXES. Raises as `save`."""
    if suffix == ".svg":
        return (DECLARATION + svg).encode()
    return png(svg, scale=scale) if suffix == ".png" else pdf(svg)


def _converter(what: str) -> ModuleType:
    try:
        import vl_convert
    except ImportError:
        raise OptionError(
            f"{what} needs vl-convert-python: pip install 'dorsal[plots]'; SVG needs nothing, and any browser shows it"
        ) from None
    return vl_convert
