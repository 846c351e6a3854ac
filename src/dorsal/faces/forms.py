"""Finished English sentences of the stages, recognised by their form: a message with places for what it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from dorsal.faces.language import Language


def recognised(sentence: str, forms: Iterable[str]) -> tuple[str, Mapping[str, str]] | None:
    """The first form that fits, and what stands in its places; None where none does."""
    for form in forms:
        found = _pattern(form).fullmatch(sentence)
        if found:
            return form, found.groupdict()
    return None


def in_words(sentence: str, forms: Iterable[str], language: Language) -> str:
    """A sentence in a language, what stands in its places as it is; one that is not known here as it stands."""
    found = recognised(sentence, forms)
    return language.words(found[0], **found[1]) if found else sentence


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(form)), re.DOTALL)
