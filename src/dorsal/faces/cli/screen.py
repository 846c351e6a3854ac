"""A terminal, or what stands for one: its width, the signs that it can show, and lines that are never cut."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

NARROWEST, WIDEST = 80, 140
"""Columns of text: a pipe or a narrow window gets the one, a very wide window the other."""


@dataclass(frozen=True)
class Glyphs:
    """The signs that draw. `ascii` where the encoding knows no others."""

    dash: str = "─"
    left: str = "├"
    right: str = "┤"
    point: str = "■"
    hollow: str = "□"
    zero: str = "│"
    cross: str = "┼"
    mic: str = "┊"
    on_left: str = "◄"
    on_right: str = "►"
    bullet: str = "•"
    rule: str = "─"
    dot: str = "·"
    ascii: bool = False


DRAWN = Glyphs()
ASCII = Glyphs("-", "|", "|", "#", "o", "!", "+", ":", "<", ">", "*", "-", "-", ascii=True)

PLAIN = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "·": "-", "•": "*", "→": ">", "∞": "inf", "†": "+", "‡": "x",
        "≥": ">=", "≤": "<=", "×": "x", "±": "+-", "²": "2", "τ": "tau", "’": "'", "‘": "'", "“": '"', "”": '"',
        "…": "...", "⊕": "+", "○": "o",
    }
)  # fmt: skip
"""What an ASCII terminal gets for signs that stand in sentences."""


Span = tuple[int, int, str]


class Screen:
    """Where text goes. Lines are wrapped here, and printed whole whatever the window's width."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = min(WIDEST, max(NARROWEST, console.width))
        self.glyphs = DRAWN if console.encoding.lower().startswith("utf") else ASCII

    def line(self, text: str = "", style: str = "", spans: Iterable[Span] = ()) -> None:
        """One line as it is; `spans` are (from, to, style) inside it."""
        shown = Text(self.spelled(text), style=style)
        for start, end, inner in spans:
            shown.stylize(inner, start, end)
        self.console.print(shown, no_wrap=True, overflow="ignore", crop=False, highlight=False, soft_wrap=True)

    def spelled(self, text: str) -> str:
        """With signs that the terminal can show; blanks that must not break have done their work by now."""
        text = text.replace("\N{NO-BREAK SPACE}", " ")
        return text.translate(PLAIN).encode("ascii", "replace").decode() if self.glyphs.ascii else text

    def blank(self) -> None:
        """An empty line."""
        self.line()

    def heading(self, text: str) -> None:
        """A line that opens a part."""
        self.blank()
        lines = self.wrapped(text)
        for line in lines:
            self.line(line, "bold")
        self.line(self.glyphs.rule * max(map(len, lines), default=0), "dim")

    def say(self, text: str, *, first: str = "", indent: int = 0, style: str = "") -> None:
        """A paragraph; `first` stands before its first line, `indent` blanks before the others."""
        for line in self.wrapped(text, first=first, indent=indent):
            self.line(line, style)

    def wrapped(self, text: str, *, first: str = "", indent: int = 0) -> list[str]:
        """The lines of a paragraph."""
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def items(self, texts: Iterable[str], *, style: str = "") -> None:
        """A list with bullets."""
        for text in texts:
            self.say(text, first=f"  {self.glyphs.bullet} ", indent=4, style=style)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], style: str = "") -> None:
        """Rows under headings; long texts wrap inside their column, numbers keep to the right."""
        heads = [folded(column.head, column.width) for column in columns]
        for line in grid(heads, columns, bottom=True):
            self.line(line, "dim")
        self.rows(columns, rows, style)

    def rows(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], style: str = "") -> None:
        """Rows of a table without its headings."""
        for row in rows:
            for line in grid([folded(t, c.width) for t, c in zip(row, columns, strict=True)], columns):
                self.line(line, style)


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading (lines), its width, and whether it keeps to the right."""

    head: str
    width: int
    right: bool = False


def folded(text: str, width: int) -> list[str]:
    """The lines of a cell; what does not fit on a line goes on the next, a long word is broken."""
    indent = text[: len(text) - len(text.lstrip())]
    wrapped = [textwrap.wrap(line, width, subsequent_indent=indent) or [""] for line in text.split("\n")]
    return [line for lines in wrapped for line in lines]


def grid(cells: Sequence[Sequence[str]], columns: Sequence[Column], *, bottom: bool = False) -> list[str]:
    """Cells of several lines side by side as lines of text; `bottom`: short cells stand at the foot."""
    height = max(len(cell) for cell in cells)
    empty = [[""] * (height - len(cell)) for cell in cells]
    filled = [[*pad, *cell] if bottom else [*cell, *pad] for cell, pad in zip(cells, empty, strict=True)]
    return [" ".join(_set(cell[i], column) for cell, column in zip(filled, columns, strict=True)).rstrip()
            for i in range(height)]  # fmt: skip


def _set(text: str, column: Column) -> str:
    return f"{text:>{column.width}}" if column.right else f"{text:<{column.width}}"
