"""What the reader must know about the page: its limits, where its numbers come from, its date and release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.faces.handout.harms import shown_harms
from dorsal.faces.handout.telling import Telling
from dorsal.faces.language import marked
from dorsal.faces.markup import Markup, element

PEOPLE: Mapping[str, str] = {
    "acute": marked("pain for less than 6 weeks"),
    "subacute": marked("pain for 6 to 12 weeks"),
    "chronic": marked("pain for more than 12 weeks"),
    "mixed": marked("pain for a short or a long time"),
    "radicular": marked("pain into a leg"),
}
"""Populations of trials in plain words; any other one as the topic calls it."""
LONGEST = 40
"""Letters of a source; the whole of it stands on the page for the record."""


def know(told: Telling) -> Markup:
    """The part of the page."""
    words = told.language.words
    return element(
        "section",
        element("h2", words("Good to know")),
        *(element("p", text) for text in _limits(told)),
        element("p", words("Ask your therapist:"), " ", " ".join(_questions(told))),
        sources(told),
        class_="know",
    )


def _limits(told: Telling) -> Iterator[str]:
    words = told.language.words
    yield words("This page helps you and your therapist to decide. It does not replace your therapist’s judgement. "
              "It does not say what you have.")  # fmt: skip
    yield words("You can change your mind at any time.")


def _questions(told: Telling) -> Iterator[str]:
    words = told.language.words
    yield words("What can I do myself?")
    yield words("What if it does not help?")
    yield words("What does it cost me in time and money?")


def sources(told: Telling) -> Markup:
    """Studies, tables, date, release: for whoever wants to check."""
    words, plan = told.language.words, told.plan
    one = told.first()
    said = []
    if one is not None and one.studies:
        studies = told.language.counted("{n} study", "{n} studies", len(one.studies))
        kinds = told.language.listed(words(PEOPLE.get(kind, "")) or kind for kind in one.populations)
        said.append(words("Numbers on benefit: {studies} of adults with {people}.", studies=studies, people=kinds))
    named = dict.fromkeys(_short(source) for harm in shown_harms(told) for source in harm.sources)
    if named:
        said.append(words("Numbers on harm: {sources}.", sources=", ".join(named)))
    said += [
        words("Made on {day}.", day=told.language.date(told.day)),
        words("Evidence release: {release}.", release=plan.shown.release),
        words("Made by Dorsal {version}. Funding: none.", version=told.version),
    ]
    return element("p", " ".join(said), class_="sources")


def _short(source: str) -> str:
    """ "Brady 2014" of "Brady 2014; doi:..." """
    name = source.partition(";")[0].partition(",")[0].strip()
    return name if len(name) <= LONGEST else f"{name[:LONGEST].rstrip()}…"
