"""An article's check as JSON (docs/json.md)."""

from __future__ import annotations

from typing import Any

from dorsal.faces.article.article_view import ArticleView, Sentence
from dorsal.faces.claims.claims_text import judgement_json

SCHEMA = "dorsal/article/1"
Json = dict[str, Any]


def article_json(view: ArticleView) -> Json:
    """`dorsal article check --json`: the sentences with claims, those that lack a mark, and the claims."""
    return {
        "schema": SCHEMA,
        "title": view.title,
        "sentences": [_sentence(sentence) for sentence in view.sentences if sentence.marks or sentence.problems],
        "unmarked": [_sentence(sentence) for sentence in view.unmarked],
        "claims": [judgement_json(entry.judgement) for entry in view.claims],
        "unused": list(view.unused),
        "counts": dict(view.counts),
        "date": view.date or None,
        "release": view.release,
        "dorsal": view.version,
    }


def _sentence(sentence: Sentence) -> Json:
    return {
        "line": sentence.line,
        "text": sentence.text,
        "claims": [mark.key for mark in sentence.marks],
        "verdicts": [mark.verdict for mark in sentence.marks],
        "problems": [{"kind": p.kind, "claim": p.key or None, "words": p.words} for p in sentence.problems],
        "suggestion": sentence.suggestion or None,
    }
