"""Lines on a terminal: whole, wrapped, and spelled with the signs it has."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from dorsal.faces.cli.screen import Column, Screen, folded, grid


def screen(width: int = 80, encoding: str = "utf-8", *, colour: bool = False) -> tuple[Screen, io.TextIOWrapper]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    colours = "standard" if colour else None
    return Screen(Console(file=stream, width=width, force_terminal=colour, color_system=colours)), stream


def printed(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(stream.encoding)


@pytest.mark.parametrize(("window", "width"), [(20, 80), (80, 80), (120, 120), (400, 140)])
def test_width(window: int, width: int) -> None:
    assert screen(window)[0].width == width


def test_a_long_line_is_never_cut() -> None:
    here, stream = screen()
    here.line("x" * 200)
    assert printed(stream) == "x" * 200 + "\n"


def test_markup_in_a_name_is_text() -> None:
    here, stream = screen()
    here.line("[bold]A[/bold] [red]")
    here.say("[link=x]B :smile:")
    assert printed(stream) == "[bold]A[/bold] [red]\n[link=x]B :smile:\n"


def test_paragraphs_wrap_but_numbers_keep_their_unit() -> None:
    here, stream = screen()
    here.say("word " * 15 + "95.5\N{NO-BREAK SPACE}% of it")
    first, second = printed(stream).splitlines()
    assert first.endswith("word")
    assert second == "95.5 % of it"


def test_an_ascii_terminal_gets_ascii() -> None:
    here, stream = screen(encoding="ascii")
    here.say("−1.5 to ∞, τ² ≥ 0 · Müller †")
    here.items(["one"])
    assert printed(stream) == "-1.5 to inf, tau2 >= 0 - M?ller +\n  * one\n"


def test_colour_only_on_a_terminal() -> None:
    for colour in (False, True):
        here, stream = screen(colour=colour)
        here.line("very low", spans=[(0, 4, "red")])
        assert ("\x1b[" in printed(stream)) is colour


def test_tables_wrap_inside_their_columns() -> None:
    here, stream = screen()
    here.table([Column("Name", 6), Column("people\nin all", 6, right=True)], [["long name", "12"], ["b", "3"]])
    assert printed(stream) == "       people\nName   in all\nlong       12\nname\nb           3\n"


def test_cells_keep_lines_and_indent() -> None:
    assert folded("a\nb c", 1) == ["a", "b", "c"]
    assert folded("  in deep", 6) == ["  in", "  deep"]
    assert grid([["a"], ["b", "c"]], [Column("", 2), Column("", 1)], bottom=True) == ["   b", "a  c"]
