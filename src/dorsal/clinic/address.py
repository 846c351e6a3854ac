"""Addresses of pages: those of the default topic stand at the root, those of another under /topics/NAME/."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from dorsal.topics.loader import DEFAULT

OTHER = "topic"
"""The namespace of the routes of other topics."""


def address(route: str, topic: str = DEFAULT, **named: str) -> str:
    """The path of a route by its name, in the language of the page that is being made."""
    return _known(route, topic, tuple(named.items()), get_language() or "", get_script_prefix())


@lru_cache(maxsize=10_000)
def _known(route: str, topic: str, named: tuple[tuple[str, str], ...], _language: str, _prefix: str) -> str:
    """A page of options holds six hundred addresses; to make one anew takes a tenth of a millisecond."""
    if topic == DEFAULT:
        return reverse(route, kwargs=dict(named) or None)
    return reverse(f"{OTHER}:{route}", kwargs={"topic": topic, **dict(named)})
