"""Addresses of pages: those of the default topic stand at the root, those of another under /topics/NAME/."""

from __future__ import annotations

from django.urls import reverse

from dorsal.topics.loader import DEFAULT

OTHER = "topic"
"""The namespace of the routes of other topics."""


def address(route: str, topic: str = DEFAULT, **named: str) -> str:
    """The path of a route by its name, in the language of the page that is being made."""
    if topic == DEFAULT:
        return reverse(route, kwargs=named or None)
    return reverse(f"{OTHER}:{route}", kwargs={"topic": topic, **named})
