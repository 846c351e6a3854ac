"""What a notebook shows is made of: tables, drawings with ids of their own, and the piece that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from dorsal.faces.markup import Child, Markup, element

MOST_DRAWN = 30
"""Treatments in a drawing."""


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Child]]) -> Markup:
    """The first column heads its rows; look and colours are the notebook's own."""
    columns = [element("th", words, scope="col") for words in ("", *head)]
    body = [
        element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in others))
        for first, *others in rows
    ]
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *columns)),
        element("tbody", *body),
    )


def piece(*children: Child) -> Markup:
    """Tables and drawings below one another, no wider than can be read."""
    return element("div", *children, style="max-width:960px;overflow-x:auto")


def drawing_key(kind: str, *content: str) -> str:
    """Makes the ids of a drawing different from those of other drawings in the notebook."""
    return f"dorsal-{kind}-{sha256(chr(0).join(content).encode()).hexdigest()[:12]}"
