"""The pieces of a paragraph as sentences, each with the marks that stand in it or right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dorsal.faces.article.blocks import Sentence, Span, Written

END = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)")
ENDING = re.compile(r"[.!?…]+[\"'”’)]*$")
SHORT = ("e.g", "i.e", "vs", "dr", "mr", "mrs", "ms", "etc", "approx", "cf", "fig", "no", "st", "al")
"""Words after which a full stop ends nothing."""
TAIL = 60
"""Characters in which the end of a sentence is looked for: a text without one costs no more than its length."""
STOPS = tuple(".,;:!?)")
LAST_WORD = re.compile(r"([A-Za-z.]+)$")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A span of words or a mark, with its line; `filled` names the claim whose wording it is."""

    line: int
    span: Span | None = None
    written: Written | None = None
    filled: str = ""


@dataclass(kw_only=True)
class _Open:
    """The sentence that is being read."""

    line: int = 0
    spans: list[Span] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    ended: bool = False
    gap: bool = False
    """Whether a blank stands behind its end."""

    def add(self, piece: Piece, span: Span) -> None:
        """Words of it. A blank before a mark does not part the words from the stop behind the mark."""
        if self.written and self.spans and span.text[:1] in STOPS:
            self.spans[-1] = _with_text(self.spans[-1], self.spans[-1].text.rstrip())
        self.line = self.line or piece.line
        self.spans.append(span)
        if span.text.strip():
            self.filled += [piece.filled] if piece.filled else []
            self.ended, self.gap = _ends(span.text), False
        else:
            self.gap = self.ended

    @property
    def said(self) -> bool:
        return any(span.text.strip() for span in self.spans)

    def closed(self) -> Sentence:
        return Sentence(
            line=self.line,
            spans=_trimmed(self.spans),
            written=tuple(self.written),
            filled=tuple(dict.fromkeys(self.filled)),
        )


def sentences(pieces: Iterable[Piece]) -> Iterator[Sentence]:
    """Cut the pieces where a sentence ends. A mark belongs to the words before it, also behind their full stop.

    A mark before any words makes a sentence without words, which the reader of marks will tell of.
    """
    opened = _Open()
    for piece in pieces:
        if piece.written is not None:
            if opened.said:
                opened.written.append(piece.written)
            else:
                yield Sentence(line=piece.line, spans=(), written=(piece.written,))
            continue
        assert piece.span is not None
        for text in _cut(piece.span.text):
            parted = text[:1].isspace() or opened.gap or opened.written
            if opened.ended and text.strip() and parted and text.strip()[:1] not in STOPS:
                yield opened.closed()
                opened = _Open()
            if opened.said or text.strip():
                opened.add(piece, _with_text(piece.span, text))
    if opened.said or opened.written:
        yield opened.closed()


def _cut(text: str) -> Iterator[str]:
    """The text in parts, each up to the end of a sentence; blanks lead the next part."""
    start = 0
    for found in END.finditer(text):
        if _ends(text[max(start, found.end() - TAIL) : found.end()]):
            yield text[start : found.end()]
            start = found.end()
    if start < len(text):
        yield text[start:]


def _ends(text: str) -> bool:
    """Whether a sentence ends with this text: not after "e.g." or an initial."""
    tail = text[-TAIL:].rstrip()
    found = ENDING.search(tail)
    if found is None:
        return False
    if not found.group().startswith("."):
        return True
    word = LAST_WORD.search(tail[: found.start()])
    last = word[1].casefold() if word else ""
    return last not in SHORT and not (len(last) == 1 and last != "i")


def _with_text(span: Span, text: str) -> Span:
    return Span(text=text, strong=span.strong, emphasis=span.emphasis, code=span.code, href=span.href)


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Without blanks at the ends."""
    kept = [span for span in spans if span.text]
    if kept:
        kept[0] = _with_text(kept[0], kept[0].text.lstrip())
        kept[-1] = _with_text(kept[-1], kept[-1].text.rstrip())
    return tuple(span for span in kept if span.text)
