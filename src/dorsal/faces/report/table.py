"""Tables that a keyboard can scroll, a screen reader can name, and a phone shows as cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dorsal.faces.markup import Child, Markup, element, fragment, lines


def table(
    caption: Child,
    head: Sequence[str],
    rows: Iterable[Sequence[Child]],
    *,
    name: str,
    numeric: Sequence[int] = (),
    ids: Sequence[str] = (),
    cards: bool = True,
    class_: str = "",
) -> Markup:
    """A table whose first column heads its rows. `name` is what its scroll box is called; `ids` are of the rows.

    With `cards`, a narrow screen shows each row as a card with its headings; the roles keep it a table for a screen
    reader all the same.
    """
    body = [_row(cells, head, numeric, ids[i] if i < len(ids) else None) for i, cells in enumerate(rows)]
    kind = " ".join(word for word in ("cards" if cards else "", class_) if word)
    columns = [
        element("th", words, scope="col", role="columnheader", class_="n" if i in numeric else None)
        for i, words in enumerate(head)
    ]
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *columns, role="row"), role="rowgroup"),
        element("tbody", lines(body), role="rowgroup"),
        role="table",
        class_=kind or None,
    )
    return element("div", made, class_="scroll", role="region", aria_label=name, tabindex="0")


def _row(cells: Sequence[Child], head: Sequence[str], numeric: Sequence[int], id_: str | None) -> Markup:
    first, *others = cells
    return element(
        "tr",
        element("th", first, scope="row", role="rowheader"),
        *(
            element("td", cell, role="cell", data_label=head[i], class_="n" if i in numeric else None)
            for i, cell in enumerate(others, 1)
        ),
        role="row",
        id=id_,
    )


def folded(summary: Child, *content: Child, paper: bool = True) -> Markup:
    """A part that opens on demand, without a script; paper shows it open, or without `paper` not at all."""
    return element("details", element("summary", summary), *content, class_=None if paper else "screen")


def bullets(items: Iterable[Child], class_: str | None = None) -> Markup:
    """A list; nothing where there are no items."""
    made = [element("li", item) for item in items if item]
    return element("ul", lines(made), class_=class_) if made else fragment()


def paragraph(*content: Child, class_: str | None = None) -> Markup | None:
    """A paragraph; nothing where there are no words."""
    made = fragment(*content)
    return element("p", made, class_=class_) if made else None
