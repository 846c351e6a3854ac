"""Codes in addresses: of outcomes, treatments, trials, rows and files, however their table spells them."""

from __future__ import annotations

import re

ESCAPE = "~"
UNSAFE = re.compile(r"[~/\\]|^\.+|\.+$")
ESCAPED = re.compile(r"~([0-9A-F]{2})")


class Code:
    """One segment of a path. What would part a path, or lead out of it, is written as ~ and its number."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        """The code of a segment."""
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)

    def to_url(self, value: str) -> str:
        """The segment of a code."""
        return UNSAFE.sub(lambda found: "".join(f"{ESCAPE}{ord(c):02X}" for c in found[0]), value)
