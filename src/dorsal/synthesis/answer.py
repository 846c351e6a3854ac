"""The question asked of a topic: for each outcome and time, what the trials say about one treatment and others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dorsal.errors import NetworkError
from dorsal.synthesis.analysis import Analysis, analyse
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.grading.certainty import Certainty, certainty
from dorsal.synthesis.grading.override import Override, judged_certainty
from dorsal.synthesis.options import FitOptions
from dorsal.trials.effect_size import EffectOptions
from dorsal.trials.evidence import Evidence, gather
from dorsal.trials.question import Question
from dorsal.trials.scale import Scale
from dorsal.trials.study import Study


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is known about `first` against `second`: an estimate with its certainty, or why there is none."""

    first: str
    second: str
    estimate: Estimate | None
    certainty: Certainty | None
    mic: float | None
    why_not: str = ""

    @property
    def chance_first(self) -> float | None:
        """Chance that `first` is better by at least the MIC (lower scores are better on the analysis scale)."""
        if self.estimate is None or self.mic is None:
            return None
        return self.estimate.chance_below(-self.mic)

    @property
    def chance_second(self) -> float | None:
        """Chance that `second` is better by at least the MIC."""
        if self.estimate is None or self.mic is None:
            return None
        return self.estimate.chance_above(self.mic)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One outcome in one window on one measure."""

    question: Question
    mic: float | None
    """On the analysis scale; None where no MIC is stated for it."""
    evidence: Evidence
    analysis: Analysis | None
    why_not: str
    bias: Mapping[str, str]
    """Overall risk of bias by study id."""
    overrides: tuple[Override, ...] = ()
    """Reviewers' judgements over those of the rules."""
    graded: Mapping[frozenset[str], Certainty] = field(default_factory=dict)
    """By pair of treatments, a certainty that was found otherwise than by the automatic reading here, and counts."""

    def finding(self, first: str, second: str) -> Finding:
        """`first` against `second`, always an answer: where the network cannot say, it says why."""
        estimate, why_not = self._ask(first, second)
        found = None if estimate is None else self._certainty(estimate, first, second)
        return Finding(first=first, second=second, estimate=estimate, certainty=found, mic=self.mic, why_not=why_not)

    def _certainty(self, estimate: Estimate, first: str, second: str) -> Certainty:
        known = self.graded.get(frozenset((first, second)))
        if known is not None:
            return known
        found = certainty(estimate, mic=self.mic, bias=self.bias)
        return judged_certainty(found, self.overrides, first, second) if self.overrides else found

    def _ask(self, first: str, second: str) -> tuple[Estimate | None, str]:
        if self.analysis is None:
            return None, self.why_not
        try:
            return self.analysis.between(first, second), ""
        except NetworkError as error:
            return None, str(error)

    @cached_property
    def against_reference(self) -> tuple[Finding, ...]:
        """Every treatment that trials or the additive model join to the reference, the lowest effect first."""
        if self.analysis is None:
            return ()
        reference = self.analysis.reference
        asked = (self.finding(t, reference) for t in self.analysis.network.treatments if t != reference)
        answered = [(f.estimate.mean, f) for f in asked if f.estimate is not None]
        return tuple(f for _, f in sorted(answered, key=lambda item: item[0]))


def section(
    studies: Sequence[Study],
    scales: Mapping[str, Scale],
    question: Question,
    *,
    reference: str,
    mic: float | None,
    fit_options: FitOptions,
    effect_options: EffectOptions,
    inactive: Sequence[str] = (),
) -> Section:
    """Gather the contrasts of one question, fit them, and keep what was left out and why.

    Raises NotSettled if a fit does not settle. A network that cannot be fitted gives a section that says why.
    """
    evidence = gather(studies, scales, question, reference, effect_options)
    analysis, why_not = None, ""
    try:
        analysis = analyse(evidence.contrasts, reference, fit_options, inactive=inactive)
    except NetworkError as error:
        why_not = str(error)
    bias = {study.id: study.bias.overall for study in studies}
    return Section(question=question, mic=mic, evidence=evidence, analysis=analysis, why_not=why_not, bias=bias)
