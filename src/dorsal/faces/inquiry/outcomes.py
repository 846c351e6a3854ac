"""The contrasts of another outcome of the same table, or of the same one on another measure."""

from __future__ import annotations

from dataclasses import replace

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.sheet_answer import measure_of
from dorsal.faces.words import measure_words
from dorsal.synthesis.omission.down_weight import weighted
from dorsal.trials.contrast import Contrast
from dorsal.trials.evidence import gather
from dorsal.trials.question import Question


def contrasts_of(subject: Subject, outcome: str, measure: str, option: str) -> tuple[Contrast, ...]:
    """What the studies say of an outcome, those that count less in the main analysis too with their weights.

    An empty measure is the one that the results suggest.
    Raises OptionError, naming the option that asked, for an outcome that the table does not have; NetworkError where
    nothing can be pooled.
    """
    known = dict.fromkeys(r.outcome for study in subject.studies for r in study.results)
    if outcome not in known:
        raise OptionError(f"{option} {outcome}: no such outcome; the table has {', '.join(known)}")
    chosen = measure or measure_of(subject.studies, outcome, subject.measure)
    question = Question(outcome=outcome, measure=chosen, treatments=subject.treatments)
    found = gather(subject.studies, {}, question, subject.reference, replace(subject.effects, measure=chosen)).contrasts
    found, _ = weighted(found, {contrast.study: contrast.weight for contrast in subject.down_weighted})
    if not found:
        raise NetworkError(f"{option} {outcome}: no study has numbers that can be pooled as {measure_words(chosen)}")
    return found
