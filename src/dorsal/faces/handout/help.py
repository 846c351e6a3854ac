"""When to get help, how fast, and whom to call."""

from __future__ import annotations

from collections.abc import Mapping

from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element, lines

ACTIONS: Mapping[str, str] = {
    "emergency": marked("Call an ambulance, or go to a hospital at once, if:"),
    "urgent": marked("Call your therapist or doctor the same day if:"),
    "routine": marked("Tell your therapist at the next visit if:"),
}
"""By how fast."""


def get_help(told: Telling) -> Markup:
    """The part of the page: there even where the topic has no signs, as somebody must be called."""
    words, plan = told.language.words, told.plan
    parts = [element("h2", words("Get help"))]
    for action, text in ACTIONS.items():
        signs = [sign for sign in plan.watch_for if sign.action == action]
        if signs:
            parts.append(element("p", element("strong", words(text))))
            items = (element("li", told.language.name_of(s.words), lang=told.foreign(s.words)) for s in signs)
            parts.append(element("ul", lines(items)))
    blank = element("span", "\N{NO-BREAK SPACE}", class_="blank")
    parts.append(element("p", words("Whom to call:"), " ", element("strong", plan.contact) if plan.contact else blank))
    if any(not sign.signed for sign in plan.watch_for):
        parts.append(element("p", words("These signs have not yet been signed off by a clinician."), class_="small"))
    return element("section", lines(parts), class_="help")
