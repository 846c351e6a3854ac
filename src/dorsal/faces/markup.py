"""HTML and SVG as values: text is escaped unless it is Markup already, so that a name can never become a tag.

Names of treatments, trials and files come from users' spreadsheets. There is one way to make Markup here, `element`,
and it escapes whatever it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

VOID = frozenset({"br", "col", "hr", "img", "link", "meta", "wbr"})
_FORBIDDEN = (*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
"""What neither XML nor HTML may contain; shown as the replacement character."""
_ESCAPES = dict.fromkeys(_FORBIDDEN, "\ufffd") | {
    ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#x27;",
}  # fmt: skip


class Markup(str):
    """Text that is markup already. Only `element`, `fragment` and constants of the code make it."""

    __slots__ = ()

    def __html__(self) -> str:
        """What template engines ask of text that they need not escape."""
        return self


Child = str | None


def text(value: str) -> Markup:
    """A text, escaped; Markup as it is."""
    return value if isinstance(value, Markup) else Markup(value.translate(_ESCAPES))


def fragment(*children: Child) -> Markup:
    """Children side by side; None is nothing."""
    return Markup("".join(text(child) for child in children if child is not None))


def lines(children: Iterable[Child]) -> Markup:
    """Children on lines of their own, which keeps a page's source readable."""
    return Markup("\n".join(text(child) for child in children if child))


def element(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """`<name attributes>children</name>`, everything escaped.

    `class_` is class, `aria_label` is aria-label; None and False leave an attribute out, True writes it bare. Numbers
    are written with at most two decimals (pixels); give text for more.
    """
    head = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{head}>")
    return Markup(f"<{head}>{fragment(*children)}</{name}>")


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {_name(key)}"
    if isinstance(value, str):
        return f' {_name(key)}="{value.translate(_ESCAPES)}"'
    return f' {_name(key)}="{value:.2f}"'.replace(".00", "")


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
