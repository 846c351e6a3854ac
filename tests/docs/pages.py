"""The pages that a reader opens, and what stands in their code blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]

BLOCK = re.compile(r"^```(?P<language>\w*)[ ]*(?P<title>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands behind the language, its text, and the line where that begins."""

    language: str
    title: str
    text: str
    line: int


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return BLOCK.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["language"], found["title"], found["text"], text.count("\n", 0, found.start("text")) + 1)
        for found in BLOCK.finditer(text)
    ]


def commands(page: Path) -> Iterator[str]:
    """What a reader would type: lines of `sh` blocks, lines after `$` in `console` blocks, commands in the text."""
    for block in blocks(page):
        for line in block.text.splitlines():
            if block.language in ("sh", "bash") or (block.language == "console" and line.startswith("$ ")):
                yield line.removeprefix("$ ").partition(" #")[0].strip()
    yield from re.findall(r"`((?:dorsal|make) [^`]+)`", prose(page))
