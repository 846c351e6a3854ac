"""How sure one can be: CINeMA's six domains for every estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dorsal.faces.charts.confidence import draw_confidence
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.sureness import judged
from dorsal.faces.numbers import count
from dorsal.faces.telling import Answer, Grid, Head, Picture
from dorsal.faces.words import listed
from dorsal.synthesis.grading.certainty import CONCERNS
from dorsal.synthesis.grading.cinema import Confidence, Judgement

Json = dict[str, Any]
DOMAIN = 8
UNJUDGED = "unjudged"
NO_CONCERNS = CONCERNS[0]
MOST_DRAWN = 30
NOT_JUDGED = "not_assessed"
MARKS = {"no concerns": "no", "some concerns": "some", "major concerns": "major"}
SHORT = {
    "within-study bias": "study bias", "reporting bias": "report. bias", "indirectness": "in- direct",
    "imprecision": "im- precise", "heterogeneity": "hetero- geneity", "incoherence": "inco- herent",
}  # fmt: skip


def _confidence(subject: Subject) -> Answer:
    found = judged(subject)
    unjudged = _unjudged(subject, found)
    shown = [each for each in found if subject.reference in (each.first, each.second)][:MOST_DRAWN]
    return Answer(
        key="confidence",
        json=[
            {
                "treat1": each.first,
                "treat2": each.second,
                "evidence": each.evidence,
                "level": each.level,
                "domains": [_judgement(j) for j in each.judgements],
            }
            for each in found
        ],
        title="Confidence (CINeMA)",
        lead=_unjudged_words(unjudged),
        grids=(_grid(found, unjudged), *_reasons(subject, found)),
        sheets=(_sheet(found),),
        notes=tuple(_notes(found)),
        pictures=(
            Picture(name="confidence", draw=lambda key, narrow: draw_confidence(shown, key, narrow=narrow)),
        ),
    )  # fmt: skip


def _notes(found: Sequence[Confidence]) -> Iterator[str]:
    yield "By CINeMA's rules; a level starts at high and falls by one for some concerns, by two for major ones."
    if _changed(found):
        yield "*: judged by the reviewers; what the rule said stands beside it."


def _unjudged(subject: Subject, found: Sequence[Confidence]) -> frozenset[str]:
    """Domains that nobody judged, for any study or estimate."""
    there = set(subject.fit.network.studies)
    nobody = {
        "within-study bias": all(subject.bias.get(study, NOT_JUDGED) == NOT_JUDGED for study in there),
        "indirectness": all(s.indirectness == NOT_JUDGED for s in subject.studies if s.id in there),
        "reporting bias": True,
    }
    changed = {j.domain for each in found for j in each.judgements if j.changed_from is not None}
    return frozenset(domain for domain, so in nobody.items() if so and domain not in changed)


HOW_TO_JUDGE = {
    "within-study bias": "risk of bias by a column rob (low, some, high) or --bias FILE",
    "indirectness": "indirectness by a column indirectness (low, some, high)",
    "reporting bias": "reporting bias, as any other domain, by --override FILE",
}


def _unjudged_words(unjudged: frozenset[str]) -> tuple[str, ...]:
    """Above the table: what nobody judged, what that costs, and how to judge it."""
    if not unjudged:
        return ()
    names = [domain for domain in HOW_TO_JUDGE if domain in unjudged]
    costs = count(len(names), "level", "levels")
    return (
        f"NOT JUDGED by anybody: {listed(names)}. Each counts as some concerns, so that every estimate starts "
        f"{costs} below high whatever the trials show: a level here is a lower limit until you judge.",
        f"How to judge: {'; '.join(HOW_TO_JUDGE[domain] for domain in names)}.",
    )


def _changed(found: Sequence[Confidence]) -> bool:
    return any(j.changed_from is not None for each in found for j in each.judgements)


def _judgement(own: Judgement) -> Json:
    """The rule's concern and reason, or a reviewer's with what the rule said."""
    told: Json = {"domain": own.domain, "concern": own.concern, "reason": own.reason}
    if own.changed_from is not None:
        told |= {"changed_from": own.changed_from, "changed_because": own.changed_because}
    return told


def _grid(found: Sequence[Confidence], unjudged: frozenset[str]) -> Grid:
    heads = (
        Head("pair", "Comparison"),
        *(Head(domain, words, width=DOMAIN) for domain, words in SHORT.items()),
        Head("level", "level", width=DOMAIN),
    )
    rows = [
        {
            "pair": f"{each.first} against {each.second}",
            **{j.domain: _mark(j, unjudged) for j in each.judgements},
            "level": each.level,
        }
        for each in found
    ]
    return Grid.of("confidence", "Concerns in each domain", heads, rows)


def _mark(own: Judgement, unjudged: frozenset[str]) -> str:
    return UNJUDGED if own.domain in unjudged else MARKS[own.concern] + ("*" if own.changed_from else "")


def _reasons(subject: Subject, found: Sequence[Confidence]) -> tuple[Grid, ...]:
    """Why each estimate is not surer, in words: what holds for every one first, then those against the reference."""
    first = sorted(found, key=lambda each: subject.reference not in (each.first, each.second))
    heads = (Head("pair", "Comparison"), Head("why", "Why it goes down", width=58))
    said = [
        (f"{each.first} against {each.second}", _why(j))
        for each in first
        for j in each.judgements
        if j.concern != NO_CONCERNS or j.changed_from is not None
    ]
    times = Counter(why for _, why in said)
    common = [why for why in times if times[why] == len(found) > 1]
    rows = [{"pair": "every comparison", "why": why} for why in common]
    rows += [{"pair": pair, "why": why} for pair, why in said if why not in common]
    return (Grid.of("confidence_reasons", "The reasons in words", heads, rows),) if rows else ()


def _why(own: Judgement) -> str:
    """ "imprecision, some concerns: ..." with what the reviewers put in place of the rule."""
    told = f"{own.domain}, {own.concern}: {own.reason}"
    if own.changed_from is None:
        return told
    rule = f"the rule said {own.changed_from}: {own.reason}"
    return f"{own.domain}, {own.concern} by the reviewers: {own.changed_because} ({rule})"


def _sheet(found: Sequence[Confidence]) -> Grid:
    keys = ("treat1", "treat2", "evidence", "level", "domain", "concern", "reason", "changed_from", "changed_because")
    rows = [
        {
            "treat1": each.first,
            "treat2": each.second,
            "evidence": each.evidence,
            "level": each.level,
            "domain": j.domain,
            "concern": j.concern,
            "reason": j.reason,
            "changed_from": j.changed_from or "",
            "changed_because": j.changed_because,
        }
        for each in found
        for j in each.judgements
    ]
    return Grid.of("confidence", "Every judgement with its reason", [Head(key, key) for key in keys], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"confidence": _confidence}
