"""Icon array: 100 or 1,000 people in order; those it is expected for stand first, and lighter ones for the interval.

Ordered rather than scattered: people read an ordered array faster and more exactly (Feldman-Stewart 2007; IPDAS). Four
looks, told apart without colour: sure (dark), expected (grey with a rim), possible (white with a broken rim), the rest.
The words come from the caller, in any language.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dorsal.errors import EvidenceError
from dorsal.faces.charts.legend import Entry, Glyph, legend
from dorsal.faces.charts.svg import BLUE, FAINT, INK, LINE, PAPER, figure
from dorsal.faces.charts.wording import NARROW, WIDE
from dorsal.faces.markup import Markup, element

SIZES = (100, 1000)
LOOKS: tuple[tuple[str, str, str | None], ...] = (
    (BLUE, BLUE, None),
    ("#84a2ba", INK, None),
    (PAPER, INK, "2 1.6"),
    (FAINT, LINE, None),
)
"""Fill, rim and dashes of each kind."""
NAMES = ("sure", "expected", "possible", "rest")
BLOCK = 100


@dataclass(frozen=True, kw_only=True)
class IconArray:
    """Of `of` people `count` are expected, `low` to `high` with the interval. `words` name the four kinds.

    `kinds` are their numbers: at least `low`, up to `count`, up to `high`, and the rest. They add up to `of`.
    """

    of: int
    count: int
    low: int
    high: int
    title: str
    summary: str
    """One sentence that says what is shown."""
    words: tuple[str, str, str, str]

    def __post_init__(self) -> None:
        if self.of not in SIZES:
            raise EvidenceError(f"an icon array has 100 or 1,000 icons, got {self.of}")
        if not 0 <= self.low <= self.count <= self.high <= self.of:
            raise EvidenceError(
                f"{self.low} to {self.high} must hold {self.count} and lie within 0 and {self.of}; give whole people"
            )

    @property
    def kinds(self) -> tuple[int, int, int, int]:
        """People of each kind."""
        return self.low, self.count - self.low, self.high - self.count, self.of - self.high

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """The numbers as a table: words and people of each kind that has any."""
        return tuple((words, n) for words, n in zip(self.words, self.kinds, strict=True) if n)


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Where icons stand: in blocks of a hundred, `row` icons in a line of a block, `across` blocks side by side."""

    row: int
    across: int
    cell: tuple[float, float]
    gap: float
    """After ten columns, and between blocks."""
    left: float
    person: bool

    def place(self, i: int) -> tuple[float, float]:
        """Middle of the i-th icon."""
        block, inside = divmod(i, BLOCK)
        down, across = divmod(block, self.across)
        line, column = divmod(inside, self.row)
        column += self.row * across
        x = self.left + self.cell[0] * (column + 0.5) + self.gap * (column // 10)
        return x, 8.0 + self.cell[1] * (line + 10 * down + 0.5) + self.gap * down


def draw_icon_array(array: IconArray, key: str, *, narrow: bool = False, legend_below: bool = True) -> Markup:
    """The array as SVG: 960 wide, or 340 for a phone or a column of a page. `key` makes its ids.

    Without its legend where the same numbers stand in words beside it.
    """
    grid, width = _grid(array, narrow=narrow)
    kinds, start = [], 0
    for kind, n in enumerate(array.kinds):
        kinds.append(_icons(grid, kind, range(start, start + n)))
        start += n
    bottom = grid.place(array.of - 1)[1] + grid.cell[1] / 2.0
    entries = _entries(array, person=grid.person) if legend_below else []
    told, height = legend(entries, width - 6.0, bottom + (12.0 if legend_below else 2.0))
    return figure(key, width, height, array.title, array.summary, *kinds, told)


def _grid(array: IconArray, *, narrow: bool) -> tuple[_Grid, float]:
    if array.of == BLOCK:
        if narrow:
            return _Grid(row=10, across=1, cell=(32.6, 31.0), gap=0.0, left=7.0, person=True), NARROW
        return _Grid(row=20, across=1, cell=(45.5, 40.0), gap=16.0, left=17.0, person=True), WIDE
    if narrow:
        return _Grid(row=10, across=2, cell=(15.8, 13.5), gap=10.0, left=7.0, person=False), NARROW
    return _Grid(row=10, across=5, cell=(17.8, 15.0), gap=12.0, left=11.0, person=False), WIDE


def _icons(grid: _Grid, kind: int, places: range) -> Markup | None:
    """All icons of a kind as one path: a thousand elements would weigh more than the rest of the page."""
    if not places:
        return None
    return _path("".join(_pieces(grid)[places.start : places.stop]), kind)


@cache
def _pieces(grid: _Grid) -> tuple[str, ...]:
    """Every icon of a grid, of which there are four: a page with many pictures draws each once."""
    return tuple(_icon(*grid.place(i), person=grid.person) for i in range(SIZES[0] if grid.person else SIZES[-1]))


def _path(d: str, kind: int) -> Markup:
    fill, rim, dashes = LOOKS[kind]
    return element(
        "path", d=d, fill=fill, stroke=rim, stroke_width=1, stroke_dasharray=dashes, class_=f"icons {NAMES[kind]}"
    )


def _icon(x: float, y: float, *, person: bool, size: float = 1.0) -> str:
    """A person, or a disc where a person would be too small, in closed lines around this middle."""
    if not person:
        return _disc(x, y, 4.6 * size)
    k = size
    head = _disc(x, y - 8.0 * k, 4.4 * k)
    shoulders = f"v{-7.2 * k:.2f}q0 {-5.6 * k:.2f} {5.6 * k:.2f} {-5.6 * k:.2f}h{5.6 * k:.2f}"
    side = f"q{5.6 * k:.2f} 0 {5.6 * k:.2f} {5.6 * k:.2f}v{7.2 * k:.2f}"
    return f"{head}m{-4.0 * k:.2f} {20.0 * k:.2f}{shoulders}{side}z"


def _disc(x: float, y: float, r: float) -> str:
    return f"M{x - r:.2f} {y:.2f}a{r:.2f} {r:.2f} 0 1 1 {2 * r:.2f} 0a{r:.2f} {r:.2f} 0 1 1 {-2 * r:.2f} 0z"


def _entries(array: IconArray, *, person: bool) -> list[Entry]:
    return [
        Entry(words=f"{n}: {words}", glyph=_glyph(kind, person=person))
        for kind, (words, n) in enumerate(zip(array.words, array.kinds, strict=True))
        if n
    ]


def sign(kind: int, words: str, size: float = 18.0) -> Markup:
    """A person in one of the four looks, for a legend in a page: hidden from screen readers, named on paper."""
    path = _path(_icon(9.0, 9.0, person=True, size=0.72), kind)
    return element(
        "svg",
        element("title", words),
        path,
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 18 18",
        width=size,
        height=size,
        aria_hidden="true",
        class_="sign",
    )


def _glyph(kind: int, *, person: bool) -> Glyph:
    def glyph(x: float, y: float) -> Markup:
        return _path(_icon(x, y, person=person, size=0.72 if person else 1.0), kind)

    return glyph
