"""An article as values: blocks, sentences, the words in them, and the marks behind them.

Nothing here is markup. A face escapes what it shows; a link has passed `safe_address` or is none.
"""

from __future__ import annotations

from dataclasses import dataclass

ADDRESSES = ("http://", "https://", "mailto:")
"""What a link of an article may start with."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Words of one look."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""
    """Where it links to, "" for nowhere."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A mark as it is written behind a sentence: what stands between [[ and ]]."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence with the marks behind it."""

    line: int
    spans: tuple[Span, ...]
    written: tuple[Written, ...] = ()
    filled: tuple[str, ...] = ()
    """Claims whose own wording fills it, by a placeholder."""

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join("".join(span.text for span in self.spans).split())


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, paragraph, list, item, quote, code, table, row, cell or rule."""

    kind: str
    line: int
    last: int
    """Its last line."""
    level: int = 0
    """Of a heading, 1 to 6; of a list, 1 where it is numbered."""
    sentences: tuple[Sentence, ...] = ()
    children: tuple[Block, ...] = ()
    text: str = ""
    """Of code."""


def safe_address(href: str) -> str:
    """The address, or "" for one that is neither http(s) nor mailto."""
    trimmed = href.strip()
    return trimmed if trimmed.lower().startswith(ADDRESSES) else ""


def sentences_of(blocks: tuple[Block, ...]) -> tuple[Sentence, ...]:
    """Every sentence, in the order of the text."""
    found: list[Sentence] = []
    for block in blocks:
        found += [*block.sentences, *sentences_of(block.children)]
    return tuple(found)
