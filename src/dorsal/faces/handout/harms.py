"""What may go wrong: mild and serious apart, in natural frequencies both ways round; never a zero, never a silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dorsal.care.harm import OF_SEVERITY
from dorsal.care.harm_report import Severity
from dorsal.care.shown import ShownHarm
from dorsal.faces.handout.telling import Telling
from dorsal.faces.harm_words import harm_words
from dorsal.faces.language import Language, marked
from dorsal.faces.markup import Markup, element, fragment, lines
from dorsal.faces.words import inside
from dorsal.trials.treatment import components

MOST = 3
"""Events named for one part and severity; the rest is counted."""
HEADINGS: Mapping[Severity, str] = {"mild": marked("Mild"), "serious": marked("Serious")}


def harms(told: Telling) -> Markup:
    """The part of the page."""
    words = told.language.words
    codes = components(told.plan.option)
    return element(
        "section",
        element("h2", words("What may go wrong")),
        *(_of_part(told, code, several=len(codes) > 1) for code in codes),
        class_="harms",
    )


def shown_harms(told: Telling) -> list[ShownHarm]:
    """The harms that the page names with their numbers."""
    parts = [[h for h in told.plan.harms if h.treatment == code] for code in components(told.plan.option)]
    return [harm for mine in parts for severity in OF_SEVERITY for harm in _told(mine, severity)]


def _of_part(told: Telling, code: str, *, several: bool) -> Markup:
    mine = [harm for harm in told.plan.harms if harm.treatment == code]
    name = element("h3", told.part(code), lang=told.foreign(told.topic.treatments.label(code))) if several else None
    if not mine:
        return fragment(name, element("p", _nothing_known(told, code)))
    found = [(severity, _told(mine, severity)) for severity in OF_SEVERITY]
    parts = [_of_severity(told, severity, harms, mine) for severity, harms in found if harms]
    return fragment(name, element("ul", lines(parts)))


def _nothing_known(told: Telling, code: str) -> str:
    return told.language.words(
        "We have no numbers on harm from {option}. That does not mean there is none. Ask your therapist.",
        option=inside(told.part(code)),
    )


def _told(harms: Sequence[ShownHarm], severity: Severity) -> list[ShownHarm]:
    """What is said first: any event of that kind; else the most frequent ones. Weak rows only where nothing else is.

    Where those who counted saw none, that others report it is said too.
    """
    mine = [harm for harm in harms if harm.severity == severity]
    firm = [harm for harm in mine if harm.grade != "C"] or mine
    whole = [harm for harm in firm if harm.event == OF_SEVERITY[severity]]
    numbered = [harm for harm in whole if harm.kind not in ("told", "ratio")]
    if numbered and all(harm.kind == "none_seen" for harm in numbered):
        numbered = [*numbered[: MOST - 1], *[harm for harm in whole if harm.kind == "told"][:1]]
    return (numbered or whole or firm)[:MOST]


def _of_severity(told: Telling, severity: Severity, shown: Sequence[ShownHarm], mine: Sequence[ShownHarm]) -> Markup:
    sentences = [harm_words(told.language, harm) for harm in shown]
    examples = _examples(told.language, severity, shown, mine)
    heading = told.language.words(HEADINGS[severity])
    return element("li", element("strong", heading, ":"), " ", " ".join([*sentences, *examples]))


def _examples(
    language: Language, severity: Severity, shown: Sequence[ShownHarm], mine: Sequence[ShownHarm]
) -> Iterator[str]:
    """What "any event" stands for, the most frequent first."""
    if not any(harm.event == OF_SEVERITY[severity] for harm in shown):
        return
    others = [h for h in mine if h.severity == severity and h.event != OF_SEVERITY[severity] and h.grade != "C"]
    names = list(dict.fromkeys(inside(language.name_of(harm.words)) for harm in others))[:MOST]
    if names:
        yield language.words("Such as: {events}.", events=language.listed(names))
