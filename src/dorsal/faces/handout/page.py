"""The patient's hand-out as one HTML file: one to two sheets of A4, usable on a phone, and what the PDF is made of."""

from __future__ import annotations

from dorsal.faces.handout.benefits import benefits
from dorsal.faces.handout.choice import choice
from dorsal.faces.handout.doing import doing
from dorsal.faces.handout.harms import harms
from dorsal.faces.handout.help import get_help
from dorsal.faces.handout.know import know
from dorsal.faces.handout.style import HANDOUT
from dorsal.faces.handout.telling import Telling
from dorsal.faces.markup import Markup, element, lines

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page itself forbids scripts and requests, whatever a name may try."""


def handout(told: Telling) -> str:
    """The whole page. The same plan, day and language give the same text, byte for byte."""
    return document(told, title(told), handout_parts(told), HANDOUT)


def title(told: Telling) -> str:
    """ "Your plan: exercise therapy" """
    return told.language.words("Your plan: {option}", option=told.inside(told.plan.option))


def handout_parts(told: Telling) -> Markup:
    """What stands on the hand-out, for a page of the clinic's own too: headings from h1 on, no style, no script."""
    words = told.language.words
    lead = words("A page for you to keep. Made on {day}.", day=told.language.date(told.day))
    return lines(
        [
            element("h1", title(told)),
            element("p", lead, class_="lead"),
            choice(told),
            benefits(told),
            harms(told),
            doing(told),
            get_help(told),
            know(told),
        ]
    )


def document(told: Telling, name: str, parts: Markup, style: Markup) -> str:
    """An HTML file that asks nothing of any network."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"dorsal {told.version}"),
        element("meta", name="dcterms.created", content=told.day.isoformat()),
        element("meta", name="referrer", content="no-referrer"),
        element("title", name),
        element("style", style),
    )
    body = element("body", element("main", parts))
    return "<!DOCTYPE html>\n" + element("html", head, body, lang=told.language.code) + "\n"
