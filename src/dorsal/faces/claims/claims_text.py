"""Claims as JSON (docs/json.md) and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dorsal.faces.claims.claims_document import LEANING, ClaimsDocument, beside_words, short_words
from dorsal.faces.markdown import bullets, plain, table
from dorsal.synthesis.claim import Judgement, Part
from dorsal.synthesis.claim.ask import Beside
from dorsal.synthesis.claim.judgement import Source

SCHEMA = "dorsal/claims/1"
Json = dict[str, Any]


def claims_json(document: ClaimsDocument) -> Json:
    """`dorsal claims --json`."""
    said = document.provenance
    return {
        "schema": SCHEMA,
        "topic": document.judged.topic.name,
        "counts": dict(document.counts),
        "claims": [judgement_json(judgement) for judgement in document.judgements.values()],
        "date": document.date or None,
        "release": document.release,
        "dorsal": said.version,
        "sha256": said.data_hash,
    }


def judgement_json(judgement: Judgement) -> Json:
    """One claim with its verdict."""
    claim = judgement.claim
    return {
        "id": claim.id,
        "statement": claim.statement,
        "kind": claim.kind,
        "verdict": judgement.verdict,
        "words": judgement.words,
        "certainty": judgement.certainty or None,
        "size": judgement.size or None,
        "leaning": judgement.leaning or None,
        "reasons": list(judgement.reasons),
        "wording": judgement.wording,
        "settle": list(judgement.settle),
        "studies": list(judgement.studies),
        "wrong_words": [word.word for word in judgement.wrong_words],
        "parts": [_part(part) for part in judgement.parts],
        "sources": [_source(source) for source in judgement.sources],
        "beside": [_beside(beside) for beside in judgement.beside],
    }


def _part(part: Part) -> Json:
    finding = part.finding
    estimate = finding.estimate if finding is not None else None
    return {
        "what": part.what,
        "verdict": part.verdict,
        "certainty": part.certainty or None,
        "size": part.size or None,
        "estimate": estimate.mean if estimate is not None else None,
        "ci": list(estimate.ci) if estimate is not None else None,
        "measure": estimate.measure if estimate is not None else None,
        "reasons": list(part.reasons),
    }


def _source(source: Source) -> Json:
    return {
        "kind": source.kind,
        "label": source.label,
        "rows": list(source.rows),
        "url": source.url,
        "words": source.words,
    }


def _beside(beside: Beside) -> Json:
    return {"row": beside.row, "kind": beside.kind, "label": beside.label, "words": beside.words,
            "favours": beside.favours or None, "url": beside.source_url}  # fmt: skip


def claims_markdown(document: ClaimsDocument) -> str:
    """A table of all that were asked for, then each explained."""
    parts = [
        f"# Claims: {plain(document.judged.topic.title)}",
        plain(document.summary),
        verdicts_table(document),
        *(part for judgement in document.judgements.values() for part in _explained(document, judgement)),
        plain(_signed(document)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def verdicts_table(document: ClaimsDocument) -> str:
    """A row a claim: what is claimed, the verdict, and why in a line."""
    rows = (
        (judgement.claim.id, judgement.claim.statement, judgement.words, short_words(judgement))
        for judgement in document.judgements.values()
    )
    return table(("Claim", "What is claimed", "Verdict", "Because"), rows)


def _explained(document: ClaimsDocument, judgement: Judgement) -> Iterator[str]:
    yield f"## {judgement.claim.id}: {plain(judgement.claim.statement)}"
    leaning = f" ({LEANING[judgement.leaning]})" if judgement.leaning and judgement.verdict == "uncertain" else ""
    yield f"**{judgement.words[:1].upper()}{judgement.words[1:]}**{leaning}."
    yield bullets(plain(reason) for reason in judgement.reasons)
    if judgement.sources:
        yield f"Sources:\n\n{bullets(source_markdown(source) for source in judgement.sources)}"
    if judgement.beside:
        told = (
            f"{plain(beside_words(document.judged, b))} ({b.row}) {_address(b.source_url)}" for b in judgement.beside
        )
        yield f"Beside, in no number:\n\n{bullets(told)}"
    if judgement.settle:
        yield f"What would settle it:\n\n{bullets(plain(settle) for settle in judgement.settle)}"
    yield f"Honest wording: {plain(judgement.wording)}"


def source_markdown(source: Source) -> str:
    """A source with its rows and its address."""
    words = f": {source.words}" if source.words else ""
    return f"{plain(source.label)}{plain(words)} ({', '.join(source.rows)}) {_address(source.url)}".strip()


def _address(url: str) -> str:
    return f"<{url}>" if url.startswith(("https://", "http://")) else plain(url)


def _signed(document: ClaimsDocument) -> str:
    said = document.provenance
    read = f", read in {document.date}" if document.date else ""
    return f"Dorsal {said.version}; data {said.data_name}{read}, SHA-256 {said.data_hash}; release {document.release}."
