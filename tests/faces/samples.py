"""Documents made from contrasts: small enough to reckon by hand, with everything a face must show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dorsal.errors import NetworkError
from dorsal.faces.document import Document, Provenance
from dorsal.synthesis.analysis import Analysis, analyse
from dorsal.synthesis.answer import Section
from dorsal.synthesis.options import FitOptions
from dorsal.trials.bias import RiskOfBias
from dorsal.trials.contrast import Contrast, Derivation
from dorsal.trials.evidence import Evidence
from dorsal.trials.left_out import LeftOut
from dorsal.trials.question import Question, Window
from dorsal.trials.study import Arm, Result, Study
from dorsal.trials.treatment import Treatment, Treatments

SHORT = Window(name="short", target=8, above=2, upto=13, label="over 2 to 13 weeks")
LONG = Window(name="long", target=52, above=39, label="40 weeks and more")

TREATMENTS = Treatments.of(
    [
        Treatment(code="dry_needling", label="Dry needling", group="needling"),
        Treatment(code="exercise", label="Exercise therapy", group="active"),
        Treatment(code="education", label="Education or advice", group="education"),
        Treatment(code="nsaid", label="NSAID", group="medicine"),
        Treatment(code="placebo_pill", label="Placebo pill", group="sham"),
        Treatment(code="surgery", label="Surgery", group="procedure"),
        Treatment(code="usual_care", label="Usual care", group="reference"),
    ]
)
PROVENANCE = Provenance(
    version="9.9.9",
    data_name="sample",
    data_hash="ab" * 32,
    command="dorsal answer --seed 7",
    options={"model": "random", "tau2": "REML"},
    seed=7,
)


def contrast(study: str, treatments: str, effect: Sequence[float], se: Sequence[float], **more: Any) -> Contrast:
    """`treatments` apart by blanks; several arms share half of the smallest variance."""
    variance = np.square(np.asarray(se, dtype=np.float64))
    shared = variance.min() / 2.0
    names = tuple(treatments.split())
    given: dict[str, Any] = {"measure": "MD100", "n": (30,) * len(names), "rows": (f"{study}-1", f"{study}-2")}
    return Contrast(
        study=study,
        treatments=names,
        effect=np.asarray(effect, dtype=np.float64),
        cov=np.diag(variance - shared) + shared,
        **(given | more),
    )


def trials(**more: Any) -> tuple[Contrast, ...]:
    """Five treatments joined to usual care (one only as a combination), and an island of two."""
    return (
        contrast("walk1", "usual_care exercise", [-8.0], [3.0], **more),
        contrast("walk2", "usual_care exercise", [-12.0], [4.0], n=(50, None), **more),
        contrast("three", "usual_care exercise education", [-9.0, -3.0], [4.0, 4.0], **more),
        contrast("learn", "usual_care education", [-5.0], [3.5], **more),
        contrast(
            "needle",
            "exercise dry_needling+exercise",
            [-11.0],
            [5.0],
            derived=(Derivation(row="needle-1", what="standard error", how="from a rounded P value", assumed=True),),
            **more,
        ),
        contrast("pill", "placebo_pill nsaid", [-4.0], [2.0], **more),
    )


def section(
    contrasts: Sequence[Contrast],
    *,
    outcome: str = "pain",
    window: Window | None = SHORT,
    mic: float | None = 20.0,
    reference: str = "usual_care",
    options: FitOptions | None = None,
    left_out: Sequence[LeftOut] = (),
    notes: Sequence[str] = (),
) -> Section:
    """A section of these contrasts, fitted; where they cannot be fitted it says why."""
    measure = contrasts[0].measure if contrasts else "MD100"
    analysis: Analysis | None = None
    why_not = ""
    try:
        analysis = analyse(contrasts, reference, options)
    except NetworkError as error:
        why_not = str(error)
    return Section(
        question=Question(outcome=outcome, window=window, measure=measure),
        mic=mic,
        evidence=Evidence(contrasts=tuple(contrasts), left_out=tuple(left_out), notes=tuple(notes)),
        analysis=analysis,
        why_not=why_not,
        bias={},
    )


def studies(contrasts: Sequence[Contrast], **more: Any) -> Mapping[str, Study]:
    """A study for each contrast, with a result for each of its rows."""
    found = {}
    for c in contrasts:
        results = tuple(
            Result(
                row=row,
                study=c.study,
                outcome="pain",
                scale="VAS",
                arms=(Arm(treatment=c.treatments[0]),),
                reported="mean_sd",
                locator=f"table of {row}",
            )
            for row in c.rows
        )
        given: dict[str, Any] = {
            "label": c.study.title(),
            "year": 2020,
            "population": "chronic",
            "n_randomised": 60,
            "doi": "10.1000/xyz.1",
            "source_url": f"https://example.org/{c.study}",
            "bias": RiskOfBias(overall="some", source="a review"),
        }
        found[c.study] = Study(id=c.study, results=results, **(given | more))
    return found


def document(sections: Sequence[Section] = (), **more: Any) -> Document:
    """A document of these sections; by default one with an answer of every kind."""
    chosen = tuple(sections) or (
        section(
            trials(),
            left_out=(
                LeftOut(row="walk1-9", study="walk1", reason="no spread is printed"),
                LeftOut(row="walk1-8", study="walk1", reason="another outcome (sleep)"),
            ),
            notes=("Walk1: arms taken",),
        ),
        section((), outcome="disability", window=LONG, mic=10.0),
    )
    contrasts = [c for s in chosen for c in s.evidence.contrasts]
    given: dict[str, Any] = {
        "title": "Which treatment is better?",
        "question": "In people with back pain, what lowers pain most?",
        "target": "dry_needling",
        "comparisons": (
            ("exercise", "usual_care"),
            ("exercise", "education"),
            ("dry_needling+exercise", "exercise"),
            ("dry_needling+education", "education"),
            ("dry_needling", "surgery"),
        ),
        "treatments": TREATMENTS,
        "studies": studies(contrasts),
        "outcome_labels": {"pain": "Pain", "disability": "Disability"},
        "provenance": PROVENANCE,
    }
    return Document(sections=chosen, **(given | more))
