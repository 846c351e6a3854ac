"""How sure one can be of each treatment against the reference: the automatic reading, or CINeMA's where it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.cores import on_cores
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer
from dorsal.synthesis.grading.certainty import CONCERNS, LEVELS, Certainty, certainty
from dorsal.synthesis.grading.cinema import Confidence, Reviewed, confidence
from dorsal.synthesis.grading.override import judged_certainty, judged_confidence

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Sure:
    """A level with its reasons, each by its domain."""

    level: str
    reasons: tuple[str, ...]
    by: str
    """"automatic" or "CINeMA"."""
    taken: Mapping[str, int]
    """By domain, the levels that it takes."""
    changed: frozenset[str]
    """Domains that a reviewer judged."""

    def with_imprecision(self, levels: int, reason: str) -> Sure:
        """The same with imprecision judged otherwise, unless a reviewer judged it."""
        if "imprecision" in self.changed:
            return self
        taken = {**self.taken, "imprecision": levels}
        reasons = [r for r in self.reasons if not r.startswith(IMPRECISION)]
        reasons += [f"{IMPRECISION}{reason}"] if levels else []
        return Sure(level=_level(taken), reasons=tuple(reasons), by=self.by, taken=taken, changed=self.changed)


IMPRECISION = "imprecision: "


def _level(taken: Mapping[str, int]) -> str:
    return LEVELS[min(sum(taken.values()), len(LEVELS) - 1)]


def judged(subject: Subject, estimates: Iterable[Pair] | None = None) -> tuple[Confidence, ...]:
    """CINeMA with the reviewers' judgements; without a choice, of every two treatments. Needs the MIC."""
    mic = subject.inquiry.mic
    if mic == 0:
        raise OptionError("CINeMA needs the smallest difference that matters: --mic, on the analysis scale")
    there = set(subject.fit.network.studies)
    indirectness = {study.id: study.indirectness for study in subject.studies if study.id in there}
    bias = {study: level for study, level in subject.bias.items() if study in there}
    asked = None if estimates is None else list(estimates)
    reviewed = Reviewed(bias=bias, indirectness=indirectness)
    told = subject.counting("estimates")
    found = confidence(
        subject.fit, reviewed, mic=mic, better=subject.better, estimates=asked, on_progress=told, each=on_cores
    )
    return tuple(judged_confidence(each, subject.inquiry.overrides.judgements) for each in found)


def how_sure(subject: Subject) -> Mapping[str, Sure]:
    """By treatment: of its estimate against the reference."""
    if "confidence" in subject.inquiry.asked:
        pairs = [(t, subject.reference) for t in subject.others]
        return {(c.first if c.second == subject.reference else c.second): _by_cinema(c) for c in judged(subject, pairs)}
    return {t: _automatic(_read(subject, t)) for t in subject.others}


def graded(subject: Subject, found: Iterable[Answer]) -> Mapping[frozenset[str], Certainty]:
    """By pair, the one certainty that all faces show: CINeMA's where it was found, else the reading with the MIC."""
    rows = next((answer.json for answer in found if answer.key == "confidence"), None)
    if rows is not None:
        return {frozenset((row["treat1"], row["treat2"])): _of_cinema(row) for row in rows}
    if subject.inquiry.mic and {"summary_of_findings", "classes"} & subject.inquiry.asked:
        return {frozenset((t, subject.reference)): _read(subject, t) for t in subject.others}
    return {}


def _of_cinema(row: Mapping[str, Any]) -> Certainty:
    """The reasons by their domains; of a reviewer's, as in the automatic reading, with who gave it."""
    doubts = (d for d in row["domains"] if d["concern"] != CONCERNS[0])
    reasons = (
        f"{d['domain']} (by the reviewers): {d['changed_because']}"
        if "changed_from" in d
        else f"{d['domain']}: {d['reason']}"
        for d in doubts
    )
    return Certainty(level=row["level"], reasons=tuple(reasons))


def _read(subject: Subject, treatment: str) -> Certainty:
    estimate = subject.fit.between(treatment, subject.reference)
    found = certainty(estimate, mic=subject.inquiry.mic or None, bias=subject.bias)
    return judged_certainty(found, subject.inquiry.overrides.judgements, treatment, subject.reference)


def _automatic(found: Certainty) -> Sure:
    return Sure(
        level=found.level,
        reasons=tuple(
            f"{d.domain}: {d.changed_because or d.reason}" for d in found.doubts if d.levels
        ),
        by="automatic",
        taken={d.domain: d.levels for d in found.doubts},
        changed=frozenset(d.domain for d in found.doubts if d.changed_from is not None),
    )  # fmt: skip


def _by_cinema(found: Confidence) -> Sure:
    return Sure(
        level=found.level,
        reasons=tuple(
            f"{j.domain}: {j.changed_because or j.reason}" for j in found.judgements if j.concern != CONCERNS[0]
        ),
        by="CINeMA",
        taken={j.domain: CONCERNS.index(j.concern) for j in found.judgements},
        changed=frozenset(j.domain for j in found.judgements if j.changed_from is not None),
    )
