"""What a topic knows beside its trials, put together for the options of a person."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.criterion import BURDENS
from dorsal.care.harm import HarmProfile, harms
from dorsal.care.knowledge import Knowledge
from dorsal.care.standing import Sizes
from dorsal.topics.dosing import dose_reports, kinds
from dorsal.topics.guidance import guideline_statements
from dorsal.topics.harms import harm_reports
from dorsal.topics.loader import Topic
from dorsal.topics.settings import Outcome
from dorsal.trials.treatment import canonical, components

SHAM = "sham"
"""Class of treatments.csv whose treatments only pretend."""
Problem = tuple[str, str, str, str]
"""Column, value, problem, remedy."""


def knowledge_of(topic: Topic) -> Knowledge:
    """Harms, doses, guidelines, criteria and names of a topic that has been checked."""
    said = topic.settings
    return Knowledge(
        labels={code: treatment.label for code, treatment in topic.treatments.items()},
        plain_words={code: t.plain_words for code, t in topic.treatments.items() if t.plain_words},
        harms=_harms(topic),
        doses=dose_reports(topic),
        kinds=kinds(topic),
        statements=guideline_statements(topic),
        criteria=tuple(said.criteria),
        sizes={outcome.code: _sizes(outcome) for outcome in said.outcomes if outcome.sizes},
        offered=tuple(canonical(code) for code in said.offered),
        window=said.decision_window,
    )


def _sizes(outcome: Outcome) -> Sizes:
    small, moderate, large = outcome.sizes
    return Sizes(small=small, moderate=moderate, large=large, source=outcome.sizes_source)


def _harms(topic: Topic) -> dict[str, HarmProfile]:
    reports, shams = harm_reports(topic), _shams(topic)
    return {code: harms(reports, code, shams.get(code, ())) for code in topic.treatments}


def _shams(topic: Topic) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, treatment in topic.treatments.items():
        if treatment.group == SHAM:
            for real in treatment.sham_for:
                found[real] = (*found.get(real, ()), code)
    return found


def offer_problems(topic: Topic) -> Iterator[Problem]:
    """Offered treatments, window and criteria that do not fit the rest of the topic."""
    said = topic.settings
    for code in said.offered:
        if any(part not in topic.treatments for part in components(code)):
            yield "offered", code, "it is not in treatments.csv", "add it there, or correct the code"
    if said.decision_window and said.decision_window not in topic.windows:
        known = ", ".join(topic.windows)
        yield "decision_window", said.decision_window, "it is no window of the topic", f"use one of {known}"
    codes = [criterion.code for criterion in said.criteria]
    for code in codes:
        if code not in (*BURDENS, *topic.outcomes):
            remedy = f"use an outcome, or one of {', '.join(BURDENS)}"
            yield "criteria", code, "it is nothing that can be weighed", remedy
    for code in {code for code in codes if codes.count(code) > 1}:
        yield "criteria", code, "it stands twice", "write each once"
