"""An article as a page: one file that runs no script and asks nothing of any network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from dorsal.faces.article.article_view import ArticleView, Block, Entry, Mark, Sentence
from dorsal.faces.article.blocks import Span
from dorsal.faces.article.style import CSS
from dorsal.faces.claims.claims_document import LEANING, beside_words
from dorsal.faces.markup import Child, Markup, element, fragment, lines
from dorsal.faces.report.anchors import joined
from dorsal.faces.report.assembly import POLICY
from dorsal.faces.words import sentence as as_sentence
from dorsal.synthesis.claim import WORDS
from dorsal.synthesis.claim.judgement import Source

TAGS: Mapping[str, str] = {
    "paragraph": "p",
    "quote": "blockquote",
    "item": "li",
    "row": "tr",
    "head": "th",
    "cell": "td",
}
AWAY = "noopener noreferrer"
RowWords = Callable[[str], Markup]
"""What stands for a row of the tables: its id, or a link to it."""


def page(view: ArticleView) -> str:
    """The page: the text with a label behind each claim, then every claim with what stands behind it."""
    heading, rest = _opening(view.blocks)
    body = element(
        "body",
        element("a", "Skip to the text", href="#text", class_="skip"),
        element("header", _block(heading, view) if heading else element("h1", view.title), _evidence(view)),
        element("main", lines(_block(block, view) for block in rest), _claims(view, fragment), id="text"),
        _footer(view),
    )
    return "<!DOCTYPE html>\n" + element("html", _head(view), body, lang="en") + "\n"


def inside(view: ArticleView, row: RowWords) -> Markup:
    """The article without its first heading, for a page that has a head and a foot of its own.

    `row` makes the words or the link for a row of the tables.
    """
    _, rest = _opening(view.blocks)
    return fragment(_evidence(view), lines(_block(block, view) for block in rest), _claims(view, row))


def _opening(blocks: Sequence[Block]) -> tuple[Block | None, Sequence[Block]]:
    """The first heading, where the text opens with it, and the rest."""
    first = blocks[0] if blocks and blocks[0].kind == "heading" and blocks[0].level == 1 else None
    return first, blocks[1:] if first else blocks


def _head(view: ArticleView) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"dorsal {view.version}"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", view.title),
        element("style", CSS),
    )


def _evidence(view: ArticleView) -> Markup:
    """What the labels are, of which evidence, and that the text follows it."""
    read = f" The evidence was read in {view.date}." if view.date else ""
    return element(
        "div",
        element(
            "p",
            "The label behind a sentence is our verdict on the claim that it speaks of, from the trials. Follow it to "
            "see the numbers, how sure they are, and where they stand.",
        ),
        element(
            "p",
            f"Release of these verdicts: {view.release}.{read} When the evidence changes, so do labels and numbers.",
        ),
        class_="evidence",
        role="note",
    )


def _block(block: Block, view: ArticleView) -> Markup:
    inside = fragment(_sentences(block.sentences), _children(block, view))
    match block.kind:
        case "heading":
            return element(f"h{block.level}", inside)
        case "list":
            return element("ol" if block.level else "ul", lines(_block(child, view) for child in block.children))
        case "code":
            return element("pre", element("code", block.text))
        case "rule":
            return element("hr")
        case "table":
            return _table(block, view)
    return element(TAGS.get(block.kind, "p"), inside)


def _children(block: Block, view: ArticleView) -> Markup:
    """Blocks within a block. The paragraph of an item or quote stands as it is."""
    return fragment(*(_block(child, view) for child in block.children))


def _table(block: Block, view: ArticleView) -> Markup:
    head, *rows = block.children
    return element(
        "div",
        element(
            "table",
            element("thead", _block(head, view)),
            element("tbody", lines(_block(row, view) for row in rows)),
        ),
        class_="scroll",
    )


def _sentences(sentences: Iterable[Sentence]) -> Markup:
    """Sentences apart by a blank, each with its labels."""
    parts: list[Child] = []
    for sentence in sentences:
        if parts:
            parts.append(" ")
        words = fragment(*(_span(span) for span in sentence.spans))
        if sentence.marks:
            parts.append(element("span", words, class_="said", id=sentence.anchor))
            named = len(sentence.marks) > 1
            parts += [fragment(" ", _label(mark, named=named)) for mark in sentence.marks]
        else:
            parts.append(words)
    return fragment(*parts)


def _span(span: Span) -> Markup:
    made: Markup = element("code", span.text) if span.code else fragment(span.text)
    made = element("em", made) if span.emphasis else made
    made = element("strong", made) if span.strong else made
    return _link(span.href, made) if span.href else made


def _link(href: str, words: Child) -> Markup:
    return element("a", words, href=href, rel=AWAY)


def _label(mark: Mark, *, named: bool) -> Markup:
    """The verdict on one claim; of several it says which."""
    name = "" if mark.key.startswith("own-") else f"{mark.key} "
    return element(
        "a",
        f"{name}{mark.short}" if named else mark.short,
        href=f"#{mark.anchor}",
        class_=f"label v-{mark.verdict}",
        aria_label=f"Claim {name}is {mark.words}: see why",
    )


def _claims(view: ArticleView, row: RowWords) -> Markup | None:
    if not view.claims:
        return None
    counts = ", ".join(f"{n} {entry}" for entry, n in _counted(view))
    return element(
        "section",
        element("h2", "The claims, one by one", id="claims"),
        element("p", f"What the text speaks of, held against the evidence: {counts}."),
        lines(_entry(entry, view, row) for entry in view.claims),
        aria_labelledby="claims",
    )


def _counted(view: ArticleView) -> Iterable[tuple[str, int]]:
    return ((WORDS[verdict], n) for verdict, n in view.counts.items())


def _entry(entry: Entry, view: ArticleView, row: RowWords) -> Markup:
    judgement = entry.judgement
    own = entry.key.startswith("own-")
    head = judgement.claim.statement
    leaning = LEANING.get(judgement.leaning, "") if judgement.verdict == "uncertain" else ""
    return element(
        "article",
        element("h3", None if own else element("span", f"{entry.key} ", class_="key"), head),
        element(
            "p",
            element("span", judgement.words, class_=f"verdict v-{judgement.verdict}"),
            f" {as_sentence(leaning)}" if leaning else "",
        ),
        element("p", judgement.wording),
        element("p", f"Numbers: {entry.line}.", class_="sources") if judgement.size else None,
        _details(entry, view, row),
        _back(entry),
        class_="entry",
        id=entry.anchor,
    )


def _details(entry: Entry, view: ArticleView, row: RowWords) -> Markup:
    judgement = entry.judgement
    told = [
        fragment(beside_words(view.document.judged, b), " ", _where(b.source_url, (b.row,), row))
        for b in judgement.beside
    ]
    return element(
        "details",
        element("summary", "Why, from which trials, and what would settle it"),
        _list("Why", [fragment(reason) for reason in judgement.reasons]),
        _list("Where the numbers stand", [_source(source, row) for source in judgement.sources]),
        _list("Told beside, in no number", told),
        _list("What would settle it", [fragment(settle) for settle in judgement.settle]),
    )


def _list(head: str, items: Sequence[Markup]) -> Markup | None:
    if not items:
        return None
    return fragment(element("h4", head), element("ul", lines(element("li", item) for item in items)))


def _source(source: Source, row: RowWords) -> Markup:
    words = f": {source.words}" if source.words else ""
    return fragment(f"{source.label}{words} ", _where(source.url, source.rows, row))


def _where(url: str, rows: Sequence[str], row: RowWords) -> Markup:
    """The rows of the tables, and the address where they were read."""
    named = fragment("(", joined(map(row, rows)), ")")
    if not url.startswith(("https://", "http://")):
        return fragment(named)
    return fragment(named, " ", _link(url, "source"))


def _back(entry: Entry) -> Markup:
    links = [element("a", f"{i}" if len(entry.cited_by) > 1 else "back to the text", href=f"#{anchor}")
             for i, anchor in enumerate(entry.cited_by, 1)]  # fmt: skip
    lead = "Back to the text, at sentence " if len(links) > 1 else ""
    parts: list[Child] = [lead]
    for link in links:
        parts += [", ", link] if len(parts) > 1 else [link]
    return element("p", *parts, class_="sources")


def _footer(view: ArticleView) -> Markup:
    said = view.document.provenance
    return element(
        "footer",
        element(
            "p",
            f"Made by Dorsal {view.version} from the evidence tables {said.data_name} (SHA-256 {said.data_hash}), "
            f"release of the verdicts {view.release}.",
        ),
        element(
            "p",
            "It supports the decision of a licensed practitioner and of a patient; it does not diagnose or prescribe.",
        ),
    )
