"""What a topic knows beside its trials, for the options: harms, doses, guidelines, what to weigh and to offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dorsal.care.burden import Kinds
from dorsal.care.criterion import Criterion
from dorsal.care.dose_report import DoseReport
from dorsal.care.guidance import Statement
from dorsal.care.harm import HarmProfile, side_by_side
from dorsal.care.standing import Sizes
from dorsal.trials.treatment import JOIN, components


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Plain values: it can be pickled and kept by a process."""

    labels: Mapping[str, str]
    """Names of single treatments by code."""
    plain_words: Mapping[str, str] = field(default_factory=dict)
    """What a treatment is, in a few words, where the topic says it."""
    harms: Mapping[str, HarmProfile] = field(default_factory=dict)
    """By single treatment."""
    doses: tuple[DoseReport, ...] = ()
    kinds: Kinds = field(default_factory=Kinds)
    statements: tuple[Statement, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    sizes: Mapping[str, Sizes] = field(default_factory=dict)
    """By outcome: what is a small, moderate and large difference."""
    offered: tuple[str, ...] = ()
    """Options in the order in which they are shown where nobody asks for others."""
    window: str = ""
    """The time ahead that is shown and weighed where nobody asks for another."""

    def harms_of(self, treatment: str) -> HarmProfile:
        """The harms of a treatment, or of the parts of a combination side by side."""
        parts = components(treatment)
        return side_by_side(treatment, [self.harms.get(p, HarmProfile(treatment=p, unknown=p)) for p in parts])

    def label(self, treatment: str) -> str:
        """The name of a treatment or combination; a code without a name as it is."""
        return JOIN.join(self.labels.get(part, part) for part in components(treatment))
