"""XML as a tree whose nodes know their line. What could make a small file large is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from dorsal.trials.sheet.refusal import refusal

LARGEST = 128 * 1024 * 1024
"""Bytes."""


@dataclass(kw_only=True, slots=True)
class Node:
    """An element: `words` is the text that stands directly in it."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in the element, blanks made single."""
        return " ".join("".join(part for node in self.all() for part in node.words).split())

    def get(self, name: str) -> str:
        """An attribute without outer blanks; "" where there is none."""
        return self.attributes.get(name, "").strip()

    def child(self, tag: str) -> str:
        """The text of the first child of this tag; "" where there is none."""
        return next((node.text for node in self.children if node.tag == tag), "")

    def all(self) -> Iterator[Node]:
        """The element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def tree(name: str, content: bytes) -> Node:
    """The root of an XML file. Raises SheetError where it is damaged, too large or declares a document type.

    A document type may define entities, which a few lines can blow up to gigabytes or fill from other files; no
    program whose files are read here writes one.
    """
    if len(content) > LARGEST:
        problem = f"it has {len(content) / 1024**2:,.0f} MB, and at most {LARGEST // 1024**2} are read"
        raise refusal(name, problem, "delete what is not an analysis, as figures, and save it again")
    root = Node(tag="", attributes={}, line=0)
    open_nodes = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag=tag, attributes=attributes, line=parser.CurrentLineNumber)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def doctype(*_: object) -> None:
        remedy = "delete the declaration, or save the file again in the program that it is from"
        where = f"line {parser.CurrentLineNumber}"
        raise refusal(name, "it declares a document type (DOCTYPE), which can hide entities", remedy, where=where)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_nodes.pop()
    parser.CharacterDataHandler = lambda text: open_nodes[-1].words.append(text)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        problem = f"it is not whole XML ({expat.ErrorString(error.code)})"
        raise refusal(
            name, problem, "save it again in the program that it is from", where=f"line {error.lineno}"
        ) from None
    return root.children[0]
