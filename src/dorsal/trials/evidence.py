"""The evidence on one question: the contrasts that enter, and every row that does not, with the reason.

Main rows enter. Sensitivity rows enter only where they bring a treatment that no chain of main rows joins to the
reference; they are marked `use="sensitivity"` wherever they count. Record rows never enter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_size import EffectOptions, study_contrasts
from dorsal.trials.left_out import LeftOut
from dorsal.trials.question import Question
from dorsal.trials.reference_sd import reference_sd
from dorsal.trials.scale import Scale
from dorsal.trials.selection import Selection, select
from dorsal.trials.study import Result, Study
from dorsal.trials.treatment import canonical

MAIN = ("main",)
WITH_SENSITIVITY = ("main", "sensitivity")
LENT_VARIANCE = "only its variance counts, in the covariance of the contrasts of the same arms"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What enters the analysis of one question, and what does not."""

    contrasts: tuple[Contrast, ...]
    left_out: tuple[LeftOut, ...]
    """Every other row of every study, in the order of the tables."""
    notes: tuple[str, ...]
    """Choices that a reader must know: which numbers of a trial were taken, what an SMD was multiplied with."""
    set_aside: tuple[Contrast, ...] = ()
    """Contrasts whose weight is 0, as was asked; their rows are in `left_out`."""
    options: EffectOptions = field(default_factory=EffectOptions)
    """How results became effects."""


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """What one study gives to the question."""

    study: Study
    contrasts: tuple[Contrast, ...]
    left_out: Mapping[str, str]
    note: str

    @property
    def treatments(self) -> set[str]:
        return {treatment for contrast in self.contrasts for treatment in contrast.treatments}


def gather(
    studies: Sequence[Study],
    scales: Mapping[str, Scale],
    question: Question,
    reference: str,
    effect_options: EffectOptions,
) -> Evidence:
    """The contrasts of all studies that answer `question`, on its measure.

    `reference` is the treatment whose island decides whether a sensitivity row is needed. Every row of every study is
    either among the rows of a contrast or in `left_out`. An SMD becomes points of 0-100 (MD100) by the reference SD of
    `effect_options`, else by the median SD of the trials' own arms (`trials.reference_sd`).
    """
    options, sd_note = _with_reference_sd(studies, scales, question, effect_options)
    trials = [_trial(study, scales, question, options, MAIN) for study in studies]
    joined, base_note = _joined((t for trial in trials for t in trial.contrasts), canonical(reference))
    if not question.strict:
        trials = [_with_sensitivity(trial, scales, question, options, joined) for trial in trials]
    contrasts = tuple(contrast for trial in trials for contrast in trial.contrasts)
    results = {result.row: result for study in studies for result in study.results}
    names = {study.id: study.name for study in studies}
    marked = [names[c.study] for c in contrasts if c.use == "sensitivity"]
    notes = [
        *(trial.note for trial in trials if trial.note and trial.contrasts),
        *([f"{base_note}Sensitivity rows enter from: {'; '.join(dict.fromkeys(marked))}."] if marked else []),
        *([sd_note] if _re_expressed(contrasts, results) else []),
        *_mixed_points(contrasts, results),
    ]
    left_out = tuple(
        LeftOut(row=result.row, study=trial.study.id, reason=trial.left_out[result.row])
        for trial in trials
        for result in trial.study.results
        if result.row in trial.left_out
    )
    return Evidence(contrasts=contrasts, left_out=left_out, notes=tuple(notes), options=options)


def _trial(
    study: Study,
    scales: Mapping[str, Scale],
    question: Question,
    options: EffectOptions,
    uses: Collection[str],
) -> _Trial:
    """What the rows of these uses give, with a reason for every row that gives nothing.

    Where the numbers chosen do not give the measure (no SD, no number of people), the next best are tried.
    """
    failed: dict[str, str] = {}
    while True:
        selection = select(_without(study, failed), scales, question, uses)
        found, out = _effects(study, selection, scales, options)
        if found or out.keys() <= failed.keys():
            break
        failed |= out
    used = {row for contrast in found for row in contrast.rows}
    reasons = failed | {left.row: left.reason for left in selection.left_out} | out
    return _Trial(
        study=study,
        contrasts=found,
        left_out={row: reason for row, reason in reasons.items() if row not in used},
        note=selection.note,
    )


def _without(study: Study, rows: Collection[str]) -> Study:
    if not rows:
        return study
    return replace(study, results=tuple(result for result in study.results if result.row not in rows))


def _effects(
    study: Study, selection: Selection, scales: Mapping[str, Scale], options: EffectOptions
) -> tuple[tuple[Contrast, ...], dict[str, str]]:
    contrasts: list[Contrast] = []
    out: dict[str, str] = {}
    for piece in selection.pieces:
        found, unusable = study_contrasts(study, piece, scales, options)
        contrasts += found
        named = {row for contrast in found for part in contrast.derived for row in part.row.split(", ")}
        out |= {left.row: LENT_VARIANCE if left.row in named else left.reason for left in unusable}
    return tuple(contrasts), out


def _with_sensitivity(
    trial: _Trial, scales: Mapping[str, Scale], question: Question, options: EffectOptions, joined: Collection[str]
) -> _Trial:
    """The trial with its sensitivity rows if they bring a treatment outside `joined`, else without, saying why."""
    own = {result.row: result for result in trial.study.results if result.use == "sensitivity"}
    if not own:
        return trial
    fuller = _trial(trial.study, scales, question, options, WITH_SENSITIVITY)
    brought = {t for contrast in fuller.contrasts if contrast.use == "sensitivity" for t in contrast.treatments}
    if brought - set(joined) - trial.treatments:
        return fuller
    reasons = {
        row: fuller.left_out.get(
            row, f"sensitivity row; its treatments are connected without it: {result.use_reason or 'no reason given'}"
        )
        for row, result in own.items()
    }
    return replace(trial, left_out={**trial.left_out, **reasons})


def _joined(contrasts: Iterable[Contrast], reference: str) -> tuple[set[str], str]:
    """The treatments that chains of these contrasts join to the reference, and a note where none holds it."""
    root: dict[str, str] = {}

    def find(treatment: str) -> str:
        while root.setdefault(treatment, treatment) != treatment:
            root[treatment] = treatment = root[root[treatment]]
        return treatment

    for contrast in contrasts:
        for treatment in contrast.treatments[1:]:
            root[find(treatment)] = find(contrast.treatments[0])
    islands: dict[str, set[str]] = {}
    for treatment in root:
        islands.setdefault(find(treatment), set()).add(treatment)
    if reference in root:
        return islands[find(reference)], ""
    largest = max(islands.values(), key=len, default={reference})
    return largest, f"No main row reports {reference}; connected means joined to the largest group of treatments. "


def _with_reference_sd(
    studies: Sequence[Study], scales: Mapping[str, Scale], question: Question, options: EffectOptions
) -> tuple[EffectOptions, str]:
    options = replace(options, measure=question.measure)
    if question.measure != "MD100":
        return options, ""
    if options.reference_sd is not None:
        return options, f"Standardised differences times {options.reference_sd:g}, as asked, are points of 0-100."
    spread = reference_sd(studies, scales, question.outcome, question.populations)
    return (options, "") if spread is None else (replace(options, reference_sd=spread.sd), str(spread))


def _re_expressed(contrasts: Iterable[Contrast], results: Mapping[str, Result]) -> bool:
    """Whether an SMD became points of 0-100 in any of them."""
    return any(
        results[row].reported.startswith("smd_")
        for contrast in contrasts
        if contrast.measure == "MD100"
        for row in contrast.rows
    )


def _mixed_points(contrasts: Iterable[Contrast], results: Mapping[str, Result]) -> list[str]:
    """A warning where mean differences on different scales stand side by side in their own points."""
    scales = {results[row].scale for contrast in contrasts if contrast.measure == "MD" for row in contrast.rows}
    if len(scales) < 2:
        return []
    names = ", ".join(sorted(scales))
    return [f"Mean differences on different scales ({names}) are pooled as if alike; MD100 or SMD makes them so."]
