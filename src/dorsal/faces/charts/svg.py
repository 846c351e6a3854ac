"""The parts of a drawing: a figure that says what it shows, text that fits its place, and the ink."""

from __future__ import annotations

from functools import cache

from dorsal.faces.markup import Child, Markup, element, fragment

INK = "#1a1a1a"
SOFT = "#4a4f55"
"""Second-rank text: contrast 8 to 1 on white."""
LINE = "#8a9199"
FAINT = "#d9dee3"
PAPER = "#ffffff"
BLUE = "#0b4a7a"
BAND = "#eceff2"

FONT = "'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
_NARROW = frozenset("iljtfrI.,:;'|!()[] \N{NO-BREAK SPACE}-")
_WIDE = frozenset("mwMW@%&+=−<>—")


def figure(key: str, width: float, height: float, title: str, summary: str, *body: Child) -> Markup:
    """An SVG image with its name and a sentence on what it shows, scaled by its viewBox.

    `key` makes the ids of the page's drawings different from one another.
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", summary, id=f"{key}-desc"),
        element("rect", x=0, y=0, width=width, height=height, fill=PAPER),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        font_family=FONT,
        font_size=13,
        fill=INK,
        class_="chart",
    )


def label(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 13,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
    halo: bool = False,
    **more: str | float | None,
) -> Markup:
    """One line of text with its baseline at y; `halo` keeps lines behind it from crossing the letters."""
    return element(
        "text",
        words,
        x=x,
        y=y,
        font_size=None if size == 13 else size,
        text_anchor=None if anchor == "start" else anchor,
        fill=None if fill == INK else fill,
        font_weight="bold" if bold else None,
        paint_order="stroke" if halo else None,
        stroke=PAPER if halo else None,
        stroke_width=4 if halo else None,
        stroke_linejoin="round" if halo else None,
        **more,
    )


def on_paper(x: float, y: float, words: str, *, size: float = 13, fill: str = INK, bold: bool = False) -> Markup:
    """One line of text with its baseline at y, on paper of its own: no line runs on between its words."""
    wide = text_width(words, size, bold=bold) + 4.0
    paper = element(
        "rect", x=x - 2.0, y=y - size, width=f"{wide:.1f}", height=1.3 * size, fill=PAPER, class_="behind-words"
    )
    return fragment(paper, label(x, y, words, size=size, fill=fill, bold=bold))


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 1, **more: str | None) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **more)


def text_width(words: str, size: float = 13, *, bold: bool = False) -> float:
    """About how wide a text is, on the generous side: no font is at hand when a page is made."""
    return sum(map(_letter_width, words)) * size * (1.08 if bold else 1.0)


@cache
def _letter_width(letter: str) -> float:
    if letter in _NARROW or letter in _WIDE:
        return 0.36 if letter in _NARROW else 0.92
    return 0.72 if letter.isupper() else 0.58


def wrapped(words: str, width: float, size: float = 13, *, most: int = 3, bold: bool = False) -> list[str]:
    """A text in lines that fit `width`; a word too long for a line is broken, what does not fit ends in an ellipsis."""
    found = [""]
    for word in _pieces(words, width, size, bold):
        longer = f"{found[-1]} {word}".strip()
        if not found[-1] or text_width(longer, size, bold=bold) <= width:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) <= most:
        return found
    return [*found[: most - 1], shortened(" ".join(found[most - 1 :]), width, size, bold=bold)]


def _pieces(words: str, width: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for word in filter(None, words.split(" ")):  # a no-break space keeps "19 %" together
        piece = ""
        if text_width(word, size, bold=bold) <= width:
            pieces.append(word)
            continue
        for letter in word:
            if piece and text_width(piece + letter, size, bold=bold) > width:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def shortened(words: str, width: float, size: float = 13, *, bold: bool = False) -> str:
    """A text cut to `width`, with an ellipsis where something is missing."""
    if text_width(words, size, bold=bold) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"
