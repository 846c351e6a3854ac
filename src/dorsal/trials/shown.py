"""Results that show themselves where a notebook asks for HTML. How, faces say: they register for each type."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def to_html(result: object) -> str | None:
    """A result as a piece of HTML; None for types that no face has a way to show."""
    del result
    return None


class Shown:
    """A result that notebooks display by itself. The method has the name that they look for."""

    def _repr_html_(self) -> str | None:
        return to_html(self)
