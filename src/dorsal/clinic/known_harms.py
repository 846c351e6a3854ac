"""What may go wrong with a treatment, from the reports on it: on the page of its benefits, never on a second one.

The harms of a combination are those of its parts, so each part is told once, however many combinations hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dorsal.care.harm import HarmProfile
from dorsal.care.harm_report import Severity
from dorsal.clinic.release import Release
from dorsal.faces import harm_words
from dorsal.faces.words import treatment_words
from dorsal.trials.treatment import components

MOST = 3
"""Harms of a severity that are told at once; the rest opens on demand."""
SEVERITIES: tuple[Severity, ...] = ("mild", "serious")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A sentence on one harm, with the rows behind it."""

    words: str
    rows: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Harms of one severity: the first ones, and those that open on demand."""

    words: str
    first: tuple[Line, ...]
    more: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class KnownHarms:
    """The harms of one treatment."""

    release: Release
    code: str

    @property
    def _profile(self) -> HarmProfile:
        return self.release.care.knowledge.harms_of(self.code)

    @property
    def name(self) -> str:
        return treatment_words(self.release.whole, self.code)

    def _lines(self, severity: Severity) -> tuple[Line, ...]:
        found = harm_words.notable(self._profile, severity)
        return tuple(Line(words=harm_words.harm_words(self.release.language, harm), rows=harm.rows) for harm in found)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """Mild and serious ones apart, where any is known."""
        found = ((harm_words.HEADINGS[severity], self._lines(severity)) for severity in SEVERITIES)
        words = self.release.language.words
        return tuple(Kind(words=words(head), first=lines[:MOST], more=lines[MOST:]) for head, lines in found if lines)

    @property
    def unknown(self) -> str:
        """Of which part nothing is known, "" where something is known of all."""
        return harm_words.unknown_words(self.release.language, self.release.care.knowledge, self._profile)


def known_harms(release: Release, codes: Iterable[str]) -> tuple[KnownHarms, ...]:
    """The harms of each part of these treatments, once; those of which something is known come first."""
    parts = dict.fromkeys(part for code in codes for part in components(code))
    found = (KnownHarms(release=release, code=part) for part in parts)
    return tuple(sorted(found, key=lambda each: not each.kinds))
