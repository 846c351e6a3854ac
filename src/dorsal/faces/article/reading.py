"""A Markdown text as blocks and sentences. Raw HTML is text, links may lead to http(s) and mailto only.

Between [[ and ]] stands a mark, between {{ and }} a placeholder; in code both are code. Comments that Dorsal wrote
(`<!-- dorsal: ... -->`) are not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dorsal.errors import Fault, OptionError
from dorsal.faces.article.blocks import Block, Span, Written, safe_address
from dorsal.faces.article.sentences import Piece, sentences

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MOST = 300_000
"""Characters of an article: a long book chapter."""
COMMENT = re.compile(r"<!-- dorsal:.*?-->", re.DOTALL)
MARK_OPENS = re.compile(r"\[\[\s*(claim\b|no claim|[A-Za-z]{1,4}\d+\b)", re.IGNORECASE)
"""What is surely meant as a mark, so that one that is never closed can be told of."""
LONGEST = 400
"""Characters within a mark or a placeholder."""
LISTS = {"bullet_list": 0, "ordered_list": 1}

Filling = Callable[[str, int], tuple[str, str]]
"""What a placeholder says, with its line: the words, and the claim whose wording they are or ""."""


@dataclass(kw_only=True)
class Reading:
    """What is read and what is wrong with it."""

    fill: Filling
    faults: list[Fault] = field(default_factory=list)


def decoded(content: bytes) -> str:
    """The text of a file. Raises OptionError for what is no text, or too long."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OptionError(f"the article is no UTF-8 text (byte {error.start + 1}); save it as UTF-8 Markdown") from None
    return checked(text)


def checked(text: str) -> str:
    """The same text if it is one. Raises OptionError."""
    if "\0" in text:
        raise OptionError("the article holds NUL characters, so it is no text; save it as UTF-8 Markdown")
    if len(text) > MOST:
        raise OptionError(f"the article has {len(text):,} characters, at most {MOST:,} are read; split it")
    return text


def read(text: str, fill: Filling) -> tuple[tuple[Block, ...], tuple[Fault, ...]]:
    """The blocks of a text with its placeholders filled, and marks or placeholders that are never closed."""
    reading = Reading(fill=fill)
    tokens = _parser().parse(COMMENT.sub(_same_lines, text))
    blocks = tuple(_blocks(iter(tokens), "", reading))
    return blocks, tuple(reading.faults)


def _same_lines(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise OptionError(
            "an article is read with markdown-it-py; install it with: pip install 'dorsal[clinic]'"
        ) from None
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
    parser.inline.ruler.before("link", "mark", _between("[[", "]]", "mark"))
    parser.inline.ruler.before("mark", "placeholder", _between("{{", "}}", "placeholder"))
    return parser


def _between(opening: str, closing: str, kind: str) -> Callable[[Any, bool], bool]:
    def rule(state: Any, silent: bool) -> bool:
        source, start = state.src, state.pos
        if not source.startswith(opening, start):
            return False
        end = source.find(closing, start, start + LONGEST)
        if end < 0 and not (kind == "mark" and MARK_OPENS.match(source, start)):
            return False
        if not silent:
            token = state.push(kind if end >= 0 else "unclosed", "", 0)
            token.content = source[start + 2 : end] if end >= 0 else source[start : start + 40]
        state.pos = end + 2 if end >= 0 else start + 2
        return True

    return rule


def _blocks(tokens: Iterator[Token], closing: str, reading: Reading) -> Iterator[Block]:
    """The blocks up to the token that closes them."""
    for token in tokens:
        if token.type == closing:
            return
        kind = token.type.removesuffix("_open")
        line, last = _lines(token)
        if token.nesting == 1:
            inside = tuple(_blocks(tokens, f"{kind}_close", reading))
            yield from _container(kind, token, inside, line, last)
        elif token.type == "inline":
            pieces = _pieces(token, reading)
            yield Block(kind="words", line=line, last=last, sentences=tuple(sentences(pieces)))
        elif token.type in ("fence", "code_block"):
            yield Block(kind="code", line=line, last=last, text=token.content)
        elif token.type == "hr":
            yield Block(kind="rule", line=line, last=last)


CONTAINERS = {"blockquote": "quote", "list_item": "item", "table": "table", "tr": "row", "th": "head", "td": "cell"}


def _container(kind: str, token: Token, inside: tuple[Block, ...], line: int, last: int) -> Iterator[Block]:
    """A block with what stands in it; words of a heading, paragraph or cell become its own."""
    own = tuple(s for block in inside if block.kind == "words" for s in block.sentences)
    children = tuple(block for block in inside if block.kind != "words")
    if kind in ("thead", "tbody"):
        yield from children
    elif kind == "heading":
        yield Block(kind=kind, line=line, last=last, level=int(token.tag[1]), sentences=own)
    elif kind in LISTS:
        yield Block(kind="list", line=line, last=last, level=LISTS[kind], children=children)
    else:
        yield Block(kind=CONTAINERS.get(kind, "paragraph"), line=line, last=last, sentences=own, children=children)


def _lines(token: Token) -> tuple[int, int]:
    first, after = token.map or (0, 1)
    return first + 1, max(first + 1, after)


def _pieces(token: Token, reading: Reading) -> Iterator[Piece]:
    """The words and marks of a paragraph, each with its line."""
    line, _ = _lines(token)
    strong = emphasis = 0
    hrefs: list[str] = []
    for child in token.children or ():
        if child.type == "strong_open" or child.type == "strong_close":
            strong += child.nesting
        elif child.type == "em_open" or child.type == "em_close":
            emphasis += child.nesting
        elif child.type == "link_open":
            hrefs.append(_address(child, line, reading))
        elif child.type == "link_close":
            hrefs.pop()
        elif child.type in ("softbreak", "hardbreak"):
            yield Piece(line=line, span=Span(text=" "))
            line += 1
        elif child.type == "unclosed":
            reading.faults.append(_unclosed(child.content, line))
        elif child.type == "mark":
            yield Piece(line=line, written=Written(text=" ".join(child.content.split()), line=line))
            line += child.content.count("\n")
        else:
            yield from _words(child, line, bool(strong), bool(emphasis), hrefs[-1] if hrefs else "", reading)


def _words(child: Token, line: int, strong: bool, emphasis: bool, href: str, reading: Reading) -> Iterator[Piece]:
    text, filled = child.content, ""
    if child.type == "placeholder":
        text, filled = reading.fill(" ".join(child.content.split()), line)
    elif child.type == "image":
        text = child.content or "picture"
    span = Span(text=text, strong=strong, emphasis=emphasis, code=child.type == "code_inline", href=href)
    yield Piece(line=line, span=span, filled=filled)


def _address(token: Token, line: int, reading: Reading) -> str:
    """The address of a link; one that may not be followed is told of, and its words stay."""
    href = str(token.attrs.get("href", ""))
    safe = safe_address(href)
    if not safe:
        way_out = "write an address that starts with https://, http:// or mailto:"
        reading.faults.append(Fault(f"line {line}", "", href[:60], "a page may not link to this", way_out))
    return safe


def _unclosed(text: str, line: int) -> Fault:
    shown = " ".join(text.split())[:40]
    return Fault(f"line {line}", "", shown, "the mark is never closed", "write ]] behind it, as in [[C14]]")
