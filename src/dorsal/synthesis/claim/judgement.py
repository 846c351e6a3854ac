"""What came of a claim: the verdict, the parts it follows from, and everything that a reader may want to check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dorsal.synthesis.answer import Finding
from dorsal.synthesis.claim.ask import Beside, WrongWord
from dorsal.synthesis.claim.structure import Claim
from dorsal.synthesis.claim.verdict import SCALE, WORDS, Verdict


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a number stands: a trial, a count of harm, a source on practice."""

    kind: str
    """trial, harm, practice"""
    label: str
    rows: tuple[str, ...]
    url: str
    words: str = ""
    """What it says, where that is not in the estimate."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that would have to be true for the claim, and what the evidence says of it."""

    what: str
    """In words: "pain: dry needling against exercise therapy, within 4 weeks"."""
    verdict: Verdict
    reasons: tuple[str, ...]
    wording: str
    """One or two honest sentences that say no more than the verdict."""
    settle: str = ""
    """What would settle it; "" where it is settled."""
    size: str = ""
    """The estimate with its interval in the outcome's units; "" where there is none."""
    counts: str = ""
    """How often it was counted, for a sentence; "" where it is no harm or nobody counted."""
    certainty: str = ""
    """One of LEVELS, or "" where nothing was estimated."""
    leaning: str = ""
    """Which way the numbers point, whatever the verdict: "for", "against" or ""."""
    people: int | None = None
    """Head to head."""
    finding: Finding | None = None
    sources: tuple[Source, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def studies(self) -> tuple[str, ...]:
        """Trials head to head."""
        estimate = self.finding.estimate if self.finding is not None else None
        return estimate.studies if estimate is not None else ()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A claim with its verdict. `parts` all would have to be true; the weakest decides, and `deciding` names it."""

    claim: Claim
    verdict: Verdict
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    wording: str
    settle: tuple[str, ...] = ()
    wrong_words: tuple[WrongWord, ...] = ()
    """Words of the statement that are wrong whatever the numbers."""

    @property
    def words(self) -> str:
        """The verdict in words."""
        return WORDS[self.verdict]

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The parts that gave the verdict."""
        return tuple(part for part in self.parts if part.verdict == self.verdict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The estimates behind it."""
        return tuple(part.finding for part in self.parts if part.finding is not None)

    @property
    def studies(self) -> tuple[str, ...]:
        """Trials that compared head to head what the claim compares."""
        return tuple(dict.fromkeys(study for part in self.parts for study in part.studies))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source once, with all its rows."""
        return _merged(source for part in self.parts for source in part.sources)

    @property
    def beside(self) -> tuple[Beside, ...]:
        """What is listed and never pooled."""
        return tuple(dict.fromkeys(beside for part in self.parts for beside in part.beside))

    @property
    def certainty(self) -> str:
        """Of the parts that decided, the lowest; "" where none was rated."""
        levels = ("very low", "low", "moderate", "high")
        found = [part.certainty for part in self.deciding if part.certainty]
        return min(found, key=levels.index) if found else ""

    @property
    def size(self) -> str:
        """The estimate of the first part that decided and has one; of several parts with its name."""
        part = next((part for part in self.deciding if part.size), None)
        if part is None:
            return ""
        return part.size if len(self.parts) == 1 else f"{part.what}: {part.size}"

    @property
    def leaning(self) -> str:
        """Which way the parts that decided point, where all point the same way."""
        found = {part.leaning for part in self.deciding}
        return found.pop() if len(found) == 1 else ""


def _merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    found: dict[tuple[str, str, str], Source] = {}
    for source in sources:
        key = (source.kind, source.label, source.words)
        known = found.get(key)
        rows = dict.fromkeys([*(known.rows if known else ()), *source.rows])
        found[key] = Source(kind=source.kind, label=source.label, rows=tuple(rows), url=source.url, words=source.words)
    return tuple(found.values())


def lowest(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with the weakest verdict."""
    found = tuple(parts)
    least = min((SCALE.index(part.verdict) for part in found), default=0)
    return tuple(part for part in found if SCALE.index(part.verdict) == least)
