"""The page as a whole: one file that asks nothing of any network and runs no script."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment, lines
from dorsal.faces.overview import compared, limits_words
from dorsal.faces.report.anchors import Anchors
from dorsal.faces.report.answer import answer
from dorsal.faces.report.beside import narrative, reviews
from dorsal.faces.report.further import further, further_links
from dorsal.faces.report.left_out import left_out
from dorsal.faces.report.methods import methods, provenance
from dorsal.faces.report.outcome import outcome
from dorsal.faces.report.style import CSS
from dorsal.faces.report.table import bullets, paragraph
from dorsal.faces.report.trials import trials
from dorsal.faces.words import section_words, sentence

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The page itself forbids scripts and requests, whatever a name in the data may try."""


def page(document: Document) -> str:
    """The report: the answer first, then what it rests on, down to the rows and their sources.

    The same document gives the same text, byte for byte.
    """
    return "<!DOCTYPE html>\n" + element("html", _head(document), _body(Anchors(document)), lang="en") + "\n"


def inside(document: Document) -> Markup:
    """Contents and parts of the report, for a page that has a head and a heading of its own."""
    anchors = Anchors(document)
    return fragment(_contents(anchors), lines(_parts(anchors)))


def _parts(anchors: Anchors) -> Sequence[Child]:
    document = anchors.document
    return [
        answer(anchors, compared(document)),
        *(outcome(anchors, section) for section in document.sections),
        *(outcome(anchors, section, standardised=True) for section in document.standardised.values()),
        *further(document),
        trials(anchors),
        reviews(document),
        narrative(document),
        left_out(anchors),
        _limits(document),
        methods(anchors),
        provenance(document),
    ]


def _head(document: Document) -> Markup:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="generator", content=f"dorsal {document.provenance.version}"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", document.title),
        element("style", CSS),
    )


def _body(anchors: Anchors) -> Markup:
    document = anchors.document
    return element(
        "body",
        element("a", "Skip to the answer", href="#answer", class_="skip"),
        element(
            "header",
            element("h1", document.title),
            paragraph(document.question, class_="lead"),
            *(paragraph(element("strong", words)) for words in document.cautions),
            _contents(anchors),
            class_="top",
        ),
        element("main", lines(_parts(anchors))),
        element(
            "footer",
            element(
                "p",
                "It supports the decision of a licensed practitioner and of a patient; it does not diagnose or "
                "prescribe. Evidence tables, options and seed are named above; the same command gives the same page.",
            ),
        ),
    )


def _contents(anchors: Anchors) -> Markup:
    document = anchors.document
    links = [("#answer", "The answer")]
    links += [(f"#{anchors.section_id(s)}", section_words(document, s)) for s in document.sections]
    links += [
        (f"#{anchors.section_id(s)}", f"{section_words(document, s)}, in standard deviations")
        for s in document.standardised.values()
    ]
    links += further_links(document)
    links.append(("#trials", "The trials"))
    links += [("#reviews", "What published reviews say")] if document.reviews else []
    links += [("#narrative", "Trials told in words only")] if document.narrative else []
    links += [("#left-out", "What was left out, and why")] if left_out(anchors) else []
    links += [("#limits", limits_words(document))] if document.limits else []
    links += [("#methods", "How it was done"), ("#provenance", "To make this page again")]
    return element("nav", bullets(element("a", words, href=href) for href, words in links), aria_label="Contents")


def _limits(document: Document) -> Markup | None:
    if not document.limits:
        return None
    return element(
        "section",
        element("h2", limits_words(document), id="limits"),
        element("div", bullets(fragment(sentence(limit)) for limit in document.limits), class_="note"),
        aria_labelledby="limits",
    )
