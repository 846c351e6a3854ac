"""What was asked beside the estimates: a part of the page for each question, with its tables and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, lines
from dorsal.faces.report.table import bullets, folded, paragraph, table
from dorsal.faces.telling import MOST_ON_PAGE, Answer, Grid, Picture

FOLDED_FROM = 12
"""A table of more rows opens on demand where a picture stands above it."""


def further(document: Document) -> tuple[Markup, ...]:
    """The parts, in the order in which they were asked."""
    return tuple(_part(answer) for answer in document.answers)


def further_links(document: Document) -> list[tuple[str, str]]:
    """Addresses and titles of the parts, for the contents."""
    return [(f"#{_id(answer)}", answer.title) for answer in document.answers]


def _id(answer: Answer) -> str:
    return f"asked-{answer.key.replace('_', '-')}"


def _part(answer: Answer) -> Markup:
    key = _id(answer)
    drawn = [_figure(picture, f"{key}-{i}") for i, picture in enumerate(answer.pictures, 1)]
    return element(
        "section",
        element("h2", answer.title, id=key),
        *(paragraph(words) for words in answer.lead),
        *drawn,
        *(_grid(grid, fold=any(drawn) and len(grid.rows) > FOLDED_FROM) for grid in answer.grids),
        bullets(answer.notes, class_="small") if answer.notes else None,
        aria_labelledby=key,
    )


def _figure(picture: Picture, key: str) -> Markup | None:
    wide, narrow = picture.draw(key, False), picture.draw(f"{key}-narrow", True)
    if wide is None or narrow is None:
        return None
    return element(
        "figure",
        element("div", wide, class_="wide"),
        element("div", narrow, class_="narrow"),
        element("figcaption", picture.caption) if picture.caption else None,
    )


def _grid(grid: Grid, *, fold: bool) -> Markup:
    numeric = [i for i, head in enumerate(grid.heads) if head.numeric]
    heads = [head.heading.replace("- ", "") for head in grid.heads]
    made = table(grid.caption, heads, grid.texts(MOST_ON_PAGE), name=grid.caption, numeric=numeric)
    return lines(_under(folded(grid.caption, made) if fold else made, grid))


def _under(made: Markup, grid: Grid) -> Iterator[Child]:
    yield made
    yield paragraph(grid.more(MOST_ON_PAGE))
