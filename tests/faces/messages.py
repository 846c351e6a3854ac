"""Every message that the code marks for translation, and what a catalogue says to it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dorsal"
SAID = {"words": 1, "counted": 2, "marked": 1}
"""Names of the calls whose first arguments are messages, with how many."""

ENTRY = re.compile(r'^(msg\w+(?:\[\d\])?)\s+"(.*)"$|^"(.*)"$')


def in_code() -> set[tuple[str, ...]]:
    """The messages of all modules: (message,) or (one, many)."""
    return {message for path in sorted(SOURCE.rglob("*.py")) for message in _of(ast.parse(path.read_text("utf-8")))}


def _of(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = [a.value for a in node.args[: SAID.get(name, 0)] if isinstance(a, ast.Constant)]
        if said and len(said) == SAID[name] and all(said):
            yield tuple(str(one) for one in said)


def catalogue(path: Path) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The entries of a .po file without its head: messages, and how they are said. A fuzzy entry is not said."""
    found = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts = _parts(block)
        if parts.get("msgid"):
            key = tuple(parts[k] for k in ("msgid", "msgid_plural") if k in parts)
            said = tuple(text for k, text in parts.items() if k.startswith("msgstr"))
            found[key] = ("",) if "#, fuzzy" in block else said
    return found


def _parts(block: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        found = ENTRY.match(line)
        if found:
            key = found[1] or key
            text = found[2] if found[1] else found[3]
            parts[key] = parts.get(key, "") + ast.literal_eval(f'"{text}"')
    return parts


def places(message: str) -> set[str]:
    """The {places} of a message."""
    return set(re.findall(r"{(\w+)}", message))
