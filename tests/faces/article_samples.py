"""The bundled topic judged once for all tests of articles, and what they read with it."""

from __future__ import annotations

from functools import cache

from dorsal.faces.article.article_view import ArticleView, article_view
from dorsal.faces.article.blocks import Block, sentences_of
from dorsal.faces.article.reading import read
from dorsal.topics.judged import JudgedTopic, judged
from dorsal.topics.loader import load


@cache
def bundled() -> JudgedTopic:
    return judged(load())


def view(text: str) -> ArticleView:
    return article_view(text, bundled(), version="9.9.9")


def blocks(text: str) -> tuple[Block, ...]:
    """Read without an evidence: placeholders stay as they are written."""
    found, faults = read(text, lambda *named: (named[0], ""))
    assert not faults
    return found


def cut(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The sentences of a text and the marks behind each."""
    return [(s.text, tuple(w.text for w in s.written)) for s in sentences_of(blocks(text))]
