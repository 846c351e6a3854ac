"""The text again with the suggested wording as comments: `<!-- dorsal: line 12 (C14, uncertain): ... -->`.

A comment stands behind the block that holds the sentence. Reading the text again skips it, so that the file can be
worked on and checked as often as one likes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dorsal.faces.article.article_view import ArticleView, Block, Sentence
from dorsal.faces.article.reading import COMMENT


def suggested(text: str, view: ArticleView) -> str:
    """The text with a comment for each sentence that says too much, in place of comments of an earlier time."""
    lines = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text).split("\n")
    for block in reversed(view.blocks):
        comments = [_comment(sentence) for sentence in _all(block) if sentence.problems]
        if comments:
            lines[block.last : block.last] = ["", *comments]
    return "\n".join(lines)


def _all(block: Block) -> Iterator[Sentence]:
    yield from block.sentences
    for child in block.children:
        yield from _all(child)


def _comment(sentence: Sentence) -> str:
    claims = ", ".join(f"{mark.key} {mark.words}" for mark in sentence.marks)
    problems = "; ".join(_plain([problem.words for problem in sentence.problems]))
    wording = f" Write: {_safe(sentence.suggestion)}" if sentence.suggestion else ""
    where = f"line {sentence.line}" + (f" ({claims})" if claims else "")
    return f"<!-- dorsal: {_safe(where)}: {problems}.{wording} -->"


def _plain(words: Iterable[str]) -> Iterator[str]:
    return map(_safe, words)


def _safe(words: str) -> str:
    """Words that cannot end a comment."""
    return " ".join(words.replace("--", "- -").split())
