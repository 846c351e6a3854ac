"""A table of coloured cells: on a page with words at its side, on a phone with the words above each row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from dorsal.faces.charts.legend import Entry, legend, notes
from dorsal.faces.charts.shades import GREY, hatch
from dorsal.faces.charts.svg import INK, LINE, SOFT, figure, label, shortened, text_width, wrapped
from dorsal.faces.charts.wording import NARROW, WIDE
from dorsal.faces.markup import Markup, element, fragment

LABELS = 230.0
UPRIGHT = 170.0
"""Longest heading of a column that stands on end."""
SIZES = (12.5, 11.5, 10.5)
THIN = 13.0
"""A column narrower than this has a number in place of its heading."""
MOST_CELLS = 80
"""More columns than this are too narrow to be told apart."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell. `words`: lines of text, the fullest choice first; all cells show the same choice, one that fits."""

    fill: str
    words: tuple[tuple[str, ...], ...] = ()
    bold: bool = False
    hatched: bool = False
    arrow: str = ""
    """"left" or "up": points to the words of the row or of the column. Stands before the first line of words."""
    inner: float = 0.0
    """Side of a grey square in the middle, as a share of the cell's."""
    hint: str = ""
    """Shown where the pointer rests."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """What the picture shows. Where `same`, rows and columns are the same things and share their numbers."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    title: str
    summary: str
    same: bool = False
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Frame:
    width: float
    left: float
    top: float
    cell: float
    height: float
    tops: tuple[float, ...]
    """Of the rows, and the end of the last one."""
    stacked: bool
    numbered: bool
    choice: int
    size: float


def draw_grid(grid: Grid, key: str, *, narrow: bool = False) -> Markup:
    """The table as SVG: 960 wide, or 340 with the words of a row above it. `key` makes its ids."""
    frame = _narrow(grid) if narrow else _wide(grid)
    rows = [_row(grid, frame, i) for i in range(len(grid.rows))]
    told, y = legend(grid.entries, frame.width - 6.0, frame.tops[-1] + 10.0)
    key_lines = _key(grid) if frame.numbered and not grid.same else ()
    small, height = notes((*grid.notes, *key_lines), frame.width, y + 2.0)
    heads = _heads(grid, frame)
    return figure(key, frame.width, height + 4.0, grid.title, grid.summary, heads, *rows, told, small)


def _wide(grid: Grid) -> _Frame:
    n = len(grid.columns)
    labels = min(LABELS, 24.0 + max(text_width(_named(grid, i), 12.5) for i in range(len(grid.rows))))
    cell = min(112.0, (WIDE - labels - 12.0) / n)
    choice, size, lines = _fitting(grid, cell - 4.0)
    deepest = max(len(_label(grid, i, labels - 16.0)) for i in range(len(grid.rows)))
    height = max(22.0, 15.0 * lines + 8.0, 15.0 * deepest + 4.0)
    level = all(len(_level_head(text, cell)) <= 3 for text in grid.columns)
    standing = max((text_width(t, 12) for text in grid.columns for t in _upright(text, cell)), default=8.0)
    top = 12.0 + (15.0 * max(len(_level_head(text, cell)) for text in grid.columns) if level else standing + 4.0)
    tops = tuple(top + height * i for i in range(len(grid.rows) + 1))
    return _Frame(
        width=WIDE, left=labels, top=top, cell=cell, height=height, tops=tops, stacked=False,
        numbered=not level and cell < THIN, choice=choice, size=size,
    )  # fmt: skip


def _narrow(grid: Grid) -> _Frame:
    cell = min(72.0, (NARROW - 12.0) / len(grid.columns))
    choice, size, lines = _fitting(grid, 0.92 * (cell - 2.0))  # a phone's font may be a wide one
    height = max(18.0, 14.0 * lines + 6.0)
    steps = [height + 15.0 * len(_label(grid, i, NARROW - 12.0, bold=True)) + 10.0 for i in range(len(grid.rows))]
    return _Frame(
        width=NARROW, left=6.0, top=24.0, cell=cell, height=height, tops=tuple(accumulate(steps, initial=24.0)),
        stacked=True, numbered=True, choice=choice, size=size,
    )  # fmt: skip


def _fitting(grid: Grid, room: float) -> tuple[int, float, int]:
    """The fullest choice of words with which every cell's lines fit, its size, and how many lines it takes."""
    cells = [cell for row in grid.cells for cell in row if cell and cell.words]
    for choice in range(max((len(cell.words) for cell in cells), default=0)):
        lines = [cell.words[choice] for cell in cells if choice < len(cell.words)]
        pointed = any(cell.arrow for cell in cells)
        widest = max((_width(words, pointed) for words in lines), default=0.0)
        size = next((size for size in SIZES if 0.94 * size * widest <= room), None)
        if size:
            return choice, size, max((len(words) for words in lines), default=0)
    return -1, SIZES[-1], 0


def _width(words: tuple[str, ...], pointed: bool) -> float:
    """Of the widest line at size 1; an arrow before the first takes the room of a letter."""
    return max(text_width(t, 1.0) + (0.9 if pointed and not i else 0.0) for i, t in enumerate(words))


def _named(grid: Grid, i: int) -> str:
    return f"{i + 1}  {grid.rows[i]}" if grid.same else grid.rows[i]


def _label(grid: Grid, i: int, room: float, *, bold: bool = False) -> list[str]:
    return wrapped(_named(grid, i), room, 12.5, most=3, bold=bold)


def _level_head(text: str, cell: float) -> list[str]:
    """A heading in lines as wide as its column; more than three if a word would be broken."""
    longest = max((text_width(word, 12) for word in text.split(" ")), default=0.0)
    return wrapped(text, cell - 4.0, 12, most=9) if longest <= cell - 4.0 else [""] * 9


def _upright(text: str, cell: float) -> list[str]:
    """A heading that stands on end, in as many lines as its column has room for."""
    if cell < THIN:
        return []
    return wrapped(text, UPRIGHT, 12, most=2) if cell >= 30.0 else [shortened(text, UPRIGHT, 12)]


def _heads(grid: Grid, frame: _Frame) -> Markup:
    centres = [frame.left + (j + 0.5) * frame.cell for j in range(len(grid.columns))]
    if frame.numbered:
        every = 1 if frame.cell >= 15.0 else 5
        return fragment(
            *(label(x, frame.top - 8, str(j), size=11, anchor="middle", fill=SOFT)
              for j, x in enumerate(centres, 1) if j == 1 or j % every == 0)
        )  # fmt: skip
    heads = [_level_head(text, frame.cell) for text in grid.columns]
    if max(map(len, heads)) <= 3:
        return fragment(
            *(label(x, frame.top - 6 - 15 * (len(lines) - 1 - i), t, size=12, anchor="middle")
              for x, lines in zip(centres, heads, strict=True) for i, t in enumerate(lines))
        )  # fmt: skip
    return fragment(*(_on_end(x, frame, text) for x, text in zip(centres, grid.columns, strict=True)))


def _on_end(x: float, frame: _Frame, text: str) -> Markup:
    lines = _upright(text, frame.cell)
    y, first = frame.top - 6.0, x + 4.0 - 7.0 * (len(lines) - 1)
    places = [first + 14.0 * i for i in range(len(lines))]
    return fragment(
        *(
            label(at, y, t, size=12, transform=f"rotate(-90 {at:.1f} {y:.1f})")
            for at, t in zip(places, lines, strict=True)
        )
    )


def _row(grid: Grid, frame: _Frame, i: int) -> Markup:
    top = frame.tops[i]
    words = _label(grid, i, NARROW - 12.0 if frame.stacked else frame.left - 16.0, bold=frame.stacked)
    y = top + 15.0 if frame.stacked else top + frame.height / 2.0 + 4.5 - 7.5 * (len(words) - 1)
    told = [label(6, y + 15 * j, t, size=12.5, bold=frame.stacked) for j, t in enumerate(words)]
    cells_top = frame.tops[i + 1] - frame.height - 3.0 if frame.stacked else top
    cells = [_cell(cell, frame, frame.left + j * frame.cell, cells_top) for j, cell in enumerate(grid.cells[i]) if cell]
    return element("g", *told, *cells, class_="row")


def _cell(cell: Cell, frame: _Frame, x: float, y: float) -> Markup:
    w, h = frame.cell, frame.height
    return element(
        "g",
        element("title", cell.hint) if cell.hint else None,
        element("rect", x=x, y=y, width=w, height=h, fill=cell.fill, stroke=LINE, stroke_width=0.6, class_="cell"),
        hatch(x, y, w, h) if cell.hatched else None,
        _inner(cell.inner * min(w, h), x + w / 2.0, y + h / 2.0),
        *_words(cell, frame, x + w / 2.0, y + h / 2.0),
    )


def _inner(side: float, x: float, y: float) -> Markup | None:
    if side < 1.0:
        return None
    return element(
        "rect",
        x=x - side / 2.0,
        y=y - side / 2.0,
        width=side,
        height=side,
        fill=GREY,
        stroke=SOFT,
        stroke_width=0.5,
        class_="inner",
    )


def _words(cell: Cell, frame: _Frame, x: float, middle: float) -> list[Markup]:
    """The lines of a cell, its arrow before the first; where no words fit, the arrow alone."""
    lines = cell.words[frame.choice] if 0 <= frame.choice < len(cell.words) else ()
    first = middle - 7.0 * (len(lines) - 1)
    parts = []
    for i, text in enumerate(lines):
        bold = cell.bold and i == 0
        wide = 0.92 * text_width(text, frame.size, bold=bold)
        aside = 5.0 if cell.arrow and i == 0 else 0.0
        if aside:
            parts.append(_arrow(cell.arrow, x - wide / 2.0 - 2.0, first, 3.8))
        at = x + aside, first + 4.2 + 14.0 * i
        parts.append(label(*at, text, size=frame.size, anchor="middle", bold=bold, halo=cell.inner > 0.0))
    if cell.arrow and not lines:
        parts.append(_arrow(cell.arrow, x, middle, min(4.5, frame.cell / 3.0)))
    return parts


def _arrow(way: str, x: float, y: float, size: float) -> Markup:
    """A triangle around this centre."""
    if way == "left":
        path = f"M{x - 0.7 * size:.1f} {y:.1f}l{1.4 * size:.1f} {-size:.1f}v{2 * size:.1f}z"
    else:
        path = f"M{x:.1f} {y - 0.7 * size:.1f}l{-size:.1f} {1.4 * size:.1f}h{2 * size:.1f}z"
    return element("path", d=path, fill=INK, class_=f"arrow {way}")


def _key(grid: Grid) -> tuple[str, ...]:
    return ("Columns:", *(f"{j}  {text}" for j, text in enumerate(grid.columns, 1)))
