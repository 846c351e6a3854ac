"""Tags of the templates."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dorsal.clinic.address import address
from dorsal.topics.loader import DEFAULT

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: template.Context, route: str, **named: str) -> str:
    """The address of a page of the topic that is shown: {% to "trial" study=id %}."""
    topic = context.get("topic_name")
    return address(route, topic, **named) if topic else address(route, **named)


@register.simple_tag(takes_context=True)
def rows(context: template.Context, ids: Iterable[str]) -> SafeString:
    """Links to rows of the tables, each by its id: {% rows said.rows %}."""
    return _links(tuple(ids), context.get("topic_name") or DEFAULT, get_language() or "")


@lru_cache(maxsize=5_000)
def _links(ids: tuple[str, ...], topic: str, _language: str) -> SafeString:
    links = ((address("evidence-row", topic, row=row), row) for row in ids)
    return format_html_join("", ' <a class="ref" href="{}">{}</a>', links)
