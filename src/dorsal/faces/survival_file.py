"""What is asked of times to an event: people's times and printed curves, read, and joined to a table of trials."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from dorsal.errors import Fault, OptionError, SheetError
from dorsal.faces.request import measure_code, one_of
from dorsal.synthesis.survival.cox import TIES, Ties
from dorsal.synthesis.survival.interval_counts import checked_cuts, cuts_by_events
from dorsal.synthesis.survival.reconstruction import rebuilt
from dorsal.synthesis.survival.study_effects import common_horizon, studies_of
from dorsal.trials.effect_options import MEASURES, RATIO_MEASURES, SURVIVAL_MEASURES
from dorsal.trials.sheet import Sheet
from dorsal.trials.sheet.occasion import OUTCOME
from dorsal.trials.sheet.vocabulary import EFFECTS, folded
from dorsal.trials.survival.curve_table import PrintedCurves, read_curves
from dorsal.trials.survival.time_table import read_times
from dorsal.trials.survival.times import Times
from dorsal.trials.treatment import canonical

BY_EVENTS = "events:"
GAP = 0.05
"""A rebuilt curve that is further from the printed one than this is told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Survival:
    """Times, and how they are made into effects and curves."""

    times: Times
    horizon: float
    """Until when restricted means are taken, and when survival is compared."""
    horizon_asked: bool
    ties: Ties
    cuts: tuple[float, ...]
    """Of intervals with hazard ratios of their own; none: not asked."""
    baseline: str
    """The trial whose reference arm curves are drawn on; "" for all."""

    @property
    def horizon_words(self) -> str:
        """ "36 months, the smallest of the arms' longest follow-ups" """
        unit = "" if self.times.unit == "time" else f" {self.times.unit}"
        own = "as asked" if self.horizon_asked else "the smallest of the arms' longest follow-ups"
        return f"{self.horizon:g}{unit}, {own}"


def read_survival(
    times: str | Path | Any | None = None,
    *,
    curves: str | Path | Any | None = None,
    at_risk: str | Path | Any | None = None,
    columns: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    decimal: str | None = None,
    horizon: float | None = None,
    ties: str = "efron",
    piecewise: str = "",
    baseline: str = "",
) -> Survival:
    """People's times, printed curves with their numbers at risk, or both.

    `horizon`: t* of RMST and SPD; None for the smallest of the arms' longest follow-ups. `piecewise`: cuts as "6,12",
    or "events:3" for three intervals with about as many events. Raises SheetError with every fault of a table,
    OptionError for a setting.
    """
    if (curves is None) != (at_risk is None):
        raise OptionError("printed curves and their numbers at risk belong together; give both tables")
    parts: list[Times] = []
    if times is not None:
        roles = {r: c for r, c in (columns or {}).items() if r not in ("survival", "at_risk", "total_events")}
        parts.append(read_times(times, columns=roles, sheet_name=sheet_name, decimal=decimal))
    if curves is not None:
        roles = {r: c for r, c in (columns or {}).items() if r not in ("status", "censored", "entry")}
        parts.append(times_of(read_curves(curves, at_risk, columns=roles, decimal=decimal)))
    if not parts:
        raise OptionError("give people's times, or printed curves with their numbers at risk")
    joined = _joined(parts)
    if horizon is not None and not horizon > 0.0:
        raise OptionError(f"the horizon must be above 0, got {horizon:g}")
    return Survival(
        times=joined,
        horizon=common_horizon(joined) if horizon is None else horizon,
        horizon_asked=horizon is not None,
        ties="breslow" if one_of(ties, TIES, "way with ties") == "breslow" else "efron",
        cuts=_cuts(piecewise, joined),
        baseline=baseline.strip(),
    )


def times_of(printed: PrintedCurves) -> Times:
    """The people behind printed curves; where a curve cannot be met, a note says how far it is off."""
    study: list[str] = []
    treatment: list[str] = []
    found = []
    far = []
    for curve in printed.curves:
        each = rebuilt(curve.time, curve.survival, curve.risk_time, curve.risk, curve.events)
        found.append(each)
        study += [curve.study] * len(each.time)
        treatment += [curve.treatment] * len(each.time)
        if each.gap > GAP:
            far.append(f"{curve.treatment} in {curve.study} by {each.gap:.2f}")
    notes = [*printed.notes, "People rebuilt from printed curves (Guyot 2012): times are near, and not the real ones."]
    if far:
        notes.append(f"Rebuilt curves are off the printed ones: {', '.join(far)}; look at their points and numbers.")
    return Times(
        name=printed.name,
        study=tuple(study),
        treatment=tuple(treatment),
        time=np.concatenate([each.time for each in found]),
        event=np.concatenate([each.event for each in found]),
        entry=np.full(len(study), -np.inf),
        unit=printed.unit,
        notes=tuple(notes),
        data_hash=printed.data_hash,
        rebuilt=frozenset(study),
    )


def _joined(parts: Sequence[Times]) -> Times:
    """One table of all people. Raises SheetError for an arm in both, and a study that compares nothing."""
    first, *others = parts
    for other in others:
        first = replace(
            first,
            study=first.study + other.study,
            treatment=first.treatment + other.treatment,
            time=np.concatenate([first.time, other.time]),
            event=np.concatenate([first.event, other.event]),
            entry=np.concatenate([first.entry, other.entry]),
            unit=first.unit if first.unit != "time" else other.unit,
            notes=first.notes + other.notes,
            data_hash=_digest(first.data_hash, other.data_hash),
            rebuilt=first.rebuilt | other.rebuilt,
        )
    faults = list(_faults_between(parts))
    for study in first.studies:
        if len(study.treatments) < 2:
            problem = "all its people have the same treatment"
            faults.append(Fault("the studies", "", study.study, problem, "add its other arms, or leave the study out"))
    if faults:
        raise SheetError(f"{first.name}: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}", faults)
    return first


def _faults_between(parts: Sequence[Times]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    units = {part.unit for part in parts} - {"time"}
    if len(units) > 1:
        remedy = "count both in one unit, and name both columns alike"
        yield Fault("the tables", "", " and ".join(sorted(units)), "times are counted in different units", remedy)
    for part in parts:
        own = set(zip(part.study, part.treatment, strict=True))
        for study, treatment in sorted(own & seen):
            remedy = "leave it out of one of them"
            yield Fault("the studies", "", study, f"{treatment} stands in both tables", remedy)
        seen |= own


def _digest(*hashes: str) -> str:
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()


def _cuts(said: str, times: Times) -> tuple[float, ...]:
    """Cuts as numbers, or by events. Raises OptionError for anything else."""
    text = said.strip().casefold()
    if not text:
        return ()
    try:
        if text.startswith(BY_EVENTS):
            return cuts_by_events(times, int(text.removeprefix(BY_EVENTS)))
        cuts = [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    except ValueError:
        raise OptionError(
            f"--piecewise {said!r}: write the times at which hazard ratios may change, as 6,12, or events:3 for three "
            "intervals with about as many events"
        ) from None
    return checked_cuts(cuts, times)


def survival_measure(measure: str) -> str:
    """HR where none is asked. Raises OptionError for a measure that times do not give."""
    code = measure_code(measure) or "HR"
    if code not in SURVIVAL_MEASURES:
        known = ", ".join(sorted(SURVIVAL_MEASURES))
        raise OptionError(
            f"times to an event give no {MEASURES[code]}; ask for --measure {known.replace(', ', ' or ')}"
        )
    return code


def with_times(sheet: Sheet | None, survival: Survival, measure: str) -> Sheet:
    """The trials of a table with those of the people, as contrasts on a measure; None: those of the people alone.

    Raises SheetError for a study that stands in both, a treatment that is spelled differently, and effects of another
    kind; OptionError for a measure that times do not give, or where no trial gives it.
    """
    code, times = survival_measure(measure), survival.times
    first = next((r for s in sheet.studies for r in s.results), None) if sheet else None
    outcome, scale = (OUTCOME, "") if first is None else (first.outcome, first.scale)
    studies, out = studies_of(times, code, outcome=outcome, scale=scale, ties=survival.ties, until=survival.horizon)
    told = (*times.notes, *_measure_notes(survival, code))
    if sheet is None:
        if not studies:
            raise OptionError(f"no trial gives {MEASURES[code]}: {out[0].reason}")
        note = f"Measure: {code}, of times to an event; another with --measure HR, RMST or SPD."
        return Sheet(
            name=times.name,
            layout="times",
            columns={},
            studies=studies,
            notes=(*told, note),
            measure_guess=code,
            data_hash=times.data_hash,
            skipped=out,
        )
    faults = list(_faults(sheet, times, code))
    if faults:
        raise SheetError(f"{sheet.name} and {times.name} do not fit together: {len(faults)} to put right", faults)
    return replace(
        sheet,
        studies=(*sheet.studies, *studies),
        notes=(*sheet.notes, *told),
        measure_guess=code,
        skipped=(*sheet.skipped, *out),
        data_hash=_digest(sheet.data_hash, times.data_hash),
    )


def _measure_notes(survival: Survival, code: str) -> Iterator[str]:
    if code == "HR":
        how = "Efron" if survival.ties == "efron" else "Breslow"
        yield f"Hazard ratios of people by Cox's partial likelihood, ties by {how}, with their covariance."
    else:
        what = "Restricted means are taken until" if code == "RMST" else "Survival is compared at"
        yield f"{what} {survival.horizon_words}."


def _faults(sheet: Sheet, times: Times, code: str) -> Iterator[Fault]:
    for name in sorted({study.id for study in sheet.studies} & set(times.study)):
        yield Fault("the studies", "", name, "the study stands in both tables", "delete it from one of them")
    known = {t.casefold(): t for s in sheet.studies for r in s.results for t in r.treatments}
    for name in dict.fromkeys(times.treatment):
        other = known.get(name.casefold(), name)
        if other != name:
            yield Fault("the treatments", "", name, f"{sheet.name} writes it {other!r}", "write both alike")
    column = sheet.columns.get("effect", "")
    kind = EFFECTS.get(folded(column))
    if kind is not None and kind.measure not in ("", code):
        remedy = f"give effects on {code}" + (" as logarithms" if code in RATIO_MEASURES else "")
        yield Fault("the effects", column, "", f"they are of {MEASURES[kind.measure]}s, and times give {code}", remedy)


def reference_in(survival: Survival, name: str) -> str:
    """The treatment of the people's table that is meant. Raises OptionError where it has none of that name."""
    asked = canonical(name)
    known = dict.fromkeys(survival.times.treatment)
    if asked not in known:
        raise OptionError(f"nobody in {survival.times.name} was given {name}; there are {', '.join(known)}")
    return asked
