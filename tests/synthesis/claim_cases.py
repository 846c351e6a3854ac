"""Trials and counts from which claims are judged in tests, made so that the certainty is the one asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dorsal.synthesis.analysis import analyse
from dorsal.synthesis.answer import Section
from dorsal.synthesis.claim import Ask, Claim
from dorsal.synthesis.claim.ask import HarmRate, OutcomeWords, PopulationWords, TimingWords
from dorsal.trials.contrast import Contrast
from dorsal.trials.evidence import Evidence
from dorsal.trials.question import Question, Window
from dorsal.trials.study import Study
from dorsal.trials.treatment import Treatment, Treatments

MIC = 10.0
SHORT = Window(name="short", target=8, upto=13)
TREATMENTS = Treatments.of(
    [Treatment(code=code, label=code.title()) for code in ("needle", "walk", "talk", "pill", "rest", "sham")]
)
PAIN = OutcomeWords(code="pain", label="pain", better="lower", mic=MIC)


def trial(study: str, first: str, second: str, effect: float, se: float, n: int = 300) -> Contrast:
    """`first` minus `second`."""
    return Contrast(
        study=study,
        treatments=(second, first),
        effect=np.array([effect]),
        cov=np.array([[se**2]]),
        measure="MD100",
        n=(n, n),
        rows=(f"{study}-a", f"{study}-b"),
    )


def repeated(first: str, second: str, effect: float, se: float, times: int = 4) -> tuple[Contrast, ...]:
    """The same trial several times, so that nothing is left to doubt but what the interval holds."""
    return tuple(trial(f"{first}{second}{i}", first, second, effect, se * times**0.5) for i in range(times))


def section(contrasts: Sequence[Contrast], *, bias: str = "low", mic: float | None = MIC) -> Section:
    """The analysis of these trials, every one of them at this risk of bias."""
    return Section(
        question=Question(outcome="pain", window=SHORT, measure="MD100"),
        mic=mic,
        evidence=Evidence(contrasts=tuple(contrasts), left_out=(), notes=()),
        analysis=analyse(contrasts, contrasts[0].treatments[0]) if contrasts else None,
        why_not="" if contrasts else "there is nothing to pool",
        bias={contrast.study: bias for contrast in contrasts},
    )


def ask(*sections: Section, **more: Any) -> Ask:
    """These analyses asked in this order, whatever is asked."""
    studies = {c.study: Study(id=c.study) for s in sections for c in s.evidence.contrasts}
    given: dict[str, Any] = {
        "sections": lambda *_: sections,
        "treatments": TREATMENTS,
        "studies": studies,
        "outcomes": {"pain": PAIN},
        "timings": {"any": TimingWords(label="", windows=(SHORT,))},
        "populations": {"any": PopulationWords(label="", studies=None)},
        "comparators": ("walk", "talk", "pill"),
    }
    return Ask(**(given | more))


def claim(expectation: str = "treatment1_better", first: str = "needle", second: str = "walk", **more: Any) -> Claim:
    """A claim that compares two treatments on pain."""
    given: dict[str, Any] = {
        "id": "X",
        "statement": "",
        "kind": "comparative",
        "firsts": (first,),
        "seconds": (second,),
        "outcomes": ("pain",),
        "expectation": expectation,
    }
    return Claim(**(given | more))


def rate(events: int | None, people: int | None, low: float | None, high: float | None, **more: Any) -> HarmRate:
    """A count of one event after needling."""
    given: dict[str, Any] = {
        "row": "H1",
        "treatment": "needle",
        "event": "bruise",
        "severity": "mild",
        "per": "per treatment",
        "events": events,
        "people": people,
        "rate": None if events is None or not people else events / people,
        "low": low,
        "high": high,
        "grade": "A",
        "source": "a survey",
        "source_url": "https://example.org",
    }
    return HarmRate(**(given | more))
