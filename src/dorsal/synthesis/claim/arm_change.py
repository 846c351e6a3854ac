"""How far one group of a trial fell from its own start."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.synthesis.claim.ask import Ask, Change
from dorsal.trials.question import Window
from dorsal.trials.study import Result, Study
from dorsal.trials.treatment import canonical, components


def changes(ask: Ask, outcome: str, treatment: str, windows: tuple[Window | None, ...]) -> tuple[Change, ...]:
    """The arms that got exactly `treatment`, in these windows; of several times the one closest to the target."""
    found: dict[tuple[str, str], tuple[float, Change]] = {}
    for study in ask.studies.values():
        for result, window in _results(study, outcome, treatment, windows):
            change = _change(study, result, ask)
            if change is None:
                continue
            distance = 0.0 if window is None else abs((result.weeks or 0.0) - window.target)
            key = (study.id, result.arms[0].name)
            if key not in found or distance < found[key][0]:
                found[key] = (distance, change)
    return tuple(change for _, change in found.values())


def with_others(ask: Ask, outcome: str, treatment: str, windows: tuple[Window | None, ...]) -> tuple[Change, ...]:
    """The arms that got it beside something else."""
    wholes = {
        result.arms[0].treatment
        for study in ask.studies.values()
        for result in study.results
        if set(components(treatment)) < set(components(result.arms[0].treatment))
    }
    return tuple(change for whole in sorted(wholes) for change in changes(ask, outcome, whole, windows))


def _results(
    study: Study, outcome: str, treatment: str, windows: tuple[Window | None, ...]
) -> Iterator[tuple[Result, Window | None]]:
    """Results of one arm with the first window that holds each."""
    for result in study.results:
        if result.outcome != outcome or result.is_contrast or result.arms[0].treatment != canonical(treatment):
            continue
        for window in windows:
            if window is None or (result.weeks is not None and window.holds(result.weeks)):
                yield result, window
                break


def _change(study: Study, result: Result, ask: Ask) -> Change | None:
    """The change that is printed, or the score less the baseline. One without a spread still has a direction."""
    scale = ask.scales.get(result.scale)
    if scale is None or not scale.to_0_100 or result.value is None:
        return None
    if result.reported.startswith("change_"):
        points, sd = result.value, result.sd
    elif result.reported.startswith("mean_") and result.baseline is not None:
        points, sd = result.value - result.baseline, None
    else:
        return None
    return Change(
        label=study.name,
        rows=(result.row,),
        n=result.arms[0].n,
        points=points * scale.per_point * scale.sign,
        sd=None if sd is None else sd * scale.per_point,
        url=f"https://doi.org/{study.doi}" if study.doi else result.source_url,
    )
