"""The article as every face shows it: `article_view(text, judged)` gives the one object for terminal, file and page.

    from dorsal.faces.article.article_view import article_view
    from dorsal.topics.judged import judged

    known = judged(load())            # once for a release of the evidence (0.3 s), then kept
    view = article_view(text, known, version=version("dorsal"))

- `view.title`, and `view.blocks` in reading order. A block has `kind` (heading, paragraph, list, item, quote, code,
  table, row, head, cell, rule), `level`, `sentences`, `children`, and `text` where it is code. A list is numbered where
  its level is 1.
- A `Sentence` has `anchor` (an id on the page), `spans`, `marks`, `problems`, `unmarked` and `suggestion`. A span has
  `text`, `strong`, `emphasis`, `code` and `href` ("" or http(s)/mailto). Everything is plain text: escape it.
- A `Mark` has `key` ("C14", or "own-1" for a claim written in the text), `verdict` (its code, for a class), `words`
  (the verdict in words), `short` (for a badge) and `anchor` of the claim's entry below the text.
- `view.claims` are those entries: `key`, `anchor`, `judgement` (verdict, reasons, wording, settle, sources, beside),
  `line` (what stands behind it in short) and `cited_by` (anchors of sentences).
- `view.date`, `view.release`, `view.version` and `view.counts` say of which evidence it is.

Raises ArticleError with every mark, placeholder and link that cannot be read, OptionError for what is no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dorsal.errors import ArticleError, Fault
from dorsal.faces.article import blocks as plain
from dorsal.faces.article.assessment import Problem, problems, suggestion, unmarked
from dorsal.faces.article.blocks import Span
from dorsal.faces.article.marks import NO_CLAIM, Marked, MarkReader
from dorsal.faces.article.placeholders import Filler
from dorsal.faces.article.reading import checked, read
from dorsal.faces.claims.claims_document import ClaimsDocument, claims_document, short_words
from dorsal.synthesis.claim import VERDICTS, Judgement, Verdict
from dorsal.topics.judged import JudgedTopic

SHORT: Mapping[Verdict, str] = {
    "supported": "supported",
    "probably": "probably true",
    "uncertain": "uncertain",
    "probably_not": "probably not",
    "contradicted": "contradicted",
    "not_for_trials": "an idea",
    "own_data": "not counted",
}
"""The verdict in a badge."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """The claim behind a sentence, as a badge shows it."""

    key: str
    verdict: Verdict
    words: str
    short: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence with the claims behind it and what is wrong with it."""

    anchor: str
    line: int
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    problems: tuple[Problem, ...]
    unmarked: bool
    """Whether it says that the treatment does good or harm, and no claim stands behind it."""
    suggestion: str
    """An honest wording, where it says too much."""

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join("".join(span.text for span in self.spans).split())


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of the text; see the head of this file."""

    kind: str
    level: int
    last: int
    sentences: tuple[Sentence, ...]
    children: tuple[Block, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A claim below the text."""

    key: str
    anchor: str
    judgement: Judgement
    line: str
    cited_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ArticleView:
    """An article with its claims."""

    title: str
    blocks: tuple[Block, ...]
    claims: tuple[Entry, ...]
    document: ClaimsDocument

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence, in the order of the text."""
        return tuple(s for block in self.blocks for s in _inside(block))

    @property
    def marked(self) -> tuple[Sentence, ...]:
        """Those with a claim behind them."""
        return tuple(s for s in self.sentences if s.marks)

    @property
    def problems(self) -> tuple[Sentence, ...]:
        """Those that say more than the evidence allows."""
        return tuple(s for s in self.sentences if s.problems)

    @property
    def unmarked(self) -> tuple[Sentence, ...]:
        """Those that claim an effect without a mark."""
        return tuple(s for s in self.sentences if s.unmarked)

    @property
    def unused(self) -> tuple[str, ...]:
        """Claims of the topic that the text does not touch."""
        used = {entry.key for entry in self.claims}
        return tuple(name for name in self.document.judged.judgements if name not in used)

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many of its claims have each verdict."""
        found = Counter(entry.judgement.verdict for entry in self.claims)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def date(self) -> str:
        """When the evidence was read."""
        return self.document.date

    @property
    def release(self) -> str:
        """The id of the evidence and the rules."""
        return self.document.release

    @property
    def version(self) -> str:
        """Of Dorsal."""
        return self.document.provenance.version


def article_view(text: str, judged: JudgedTopic, *, version: str) -> ArticleView:
    """Read a text, judge the claims behind its sentences, and see which sentences say too much."""
    document = claims_document(judged, version=version)
    fill = Filler(document=document)
    found, faults = read(checked(text), fill)
    marks = MarkReader(document=document)
    marked = {id(s): marks.read(s) for s in plain.sentences_of(found)}
    everything = [*faults, *fill.faults, *marks.faults]
    if everything:
        raise refused(everything)
    numbered = _Numbered(document=document, marked=marked)
    made = tuple(numbered.block(block) for block in found)
    return ArticleView(title=_title(found), blocks=made, claims=_entries(made, marks.judgements), document=document)


def refused(faults: Sequence[Fault]) -> ArticleError:
    """The error that tells of all these faults, in the order of the lines."""
    ordered = sorted(faults, key=lambda fault: int(fault.where.removeprefix("line ")))
    count = f"{len(ordered)} {'place' if len(ordered) == 1 else 'places'}"
    return ArticleError(f"the article cannot be read in {count}", ordered)


def anchor_of(key: str) -> str:
    """The id of a claim's entry on the page."""
    return f"claim-{key}"


@dataclass(kw_only=True)
class _Numbered:
    """Gives each sentence its number, its marks and what is wrong with it."""

    document: ClaimsDocument
    marked: Mapping[int, Marked]
    count: int = 0

    def block(self, block: plain.Block) -> Block:
        context = " ".join(sentence.text for sentence in block.sentences)
        return Block(
            kind=block.kind,
            level=block.level,
            last=block.last,
            sentences=tuple(self._sentence(s, context, block.kind) for s in block.sentences),
            children=tuple(self.block(child) for child in block.children),
            text=block.text,
        )

    def _sentence(self, sentence: plain.Sentence, context: str, kind: str) -> Sentence:
        self.count += 1
        judgements = self.marked[id(sentence)].judgements
        wrong = problems(sentence, judgements, context, self.document.judged)
        free = sentence.filled or NO_CLAIM in self.marked[id(sentence)].keys or kind == "heading"
        return Sentence(
            anchor=f"s{self.count}",
            line=sentence.line,
            spans=sentence.spans,
            marks=tuple(_mark(judgement) for judgement in judgements),
            problems=wrong,
            unmarked=not judgements and not free and unmarked(sentence.text, self.document.judged),
            suggestion=suggestion(judgements, wrong),
        )


def _mark(judgement: Judgement) -> Mark:
    key = judgement.claim.id
    return Mark(
        key=key,
        verdict=judgement.verdict,
        words=judgement.words,
        short=SHORT[judgement.verdict],
        anchor=anchor_of(key),
    )


def _inside(block: Block) -> tuple[Sentence, ...]:
    return (*block.sentences, *(s for child in block.children for s in _inside(child)))


def _entries(made: Sequence[Block], judgements: Mapping[str, Judgement]) -> tuple[Entry, ...]:
    """The claims in the order of their ids, those of the topic first."""
    cited: dict[str, list[str]] = {}
    for sentence in (s for block in made for s in _inside(block)):
        for mark in sentence.marks:
            cited.setdefault(mark.key, []).append(sentence.anchor)
    return tuple(
        Entry(
            key=key,
            anchor=anchor_of(key),
            judgement=judgement,
            line=short_words(judgement),
            cited_by=tuple(cited.get(key, ())),
        )
        for key, judgement in judgements.items()
        if key in cited
    )


def _title(found: Sequence[plain.Block]) -> str:
    headings = (b for b in found if b.kind == "heading" and b.sentences)
    first = min(headings, key=lambda block: block.level, default=None)
    return " ".join(s.text for s in first.sentences) if first else "An article"
