"""Tags of the templates."""

from __future__ import annotations

from django import template

from dorsal.clinic.address import address

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: template.Context, route: str, **named: str) -> str:
    """The address of a page of the topic that is shown: {% to "trial" study=id %}."""
    topic = context.get("topic_name")
    return address(route, topic, **named) if topic else address(route, **named)
