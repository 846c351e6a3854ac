"""Codes in addresses: of outcomes, treatments, trials, rows and files."""

from __future__ import annotations


class Code:
    """One segment of a path: letters, digits and - _ + . of at most 120 characters."""

    regex = r"[A-Za-z0-9][A-Za-z0-9_+.\-]{0,119}"

    def to_python(self, value: str) -> str:
        """The code as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands."""
        return value
