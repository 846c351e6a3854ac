"""What each option leads to on each criterion, as joint draws of values between worst (0) and best (1).

Scores come from the joint draws of the forecasts. What is known from low to high, or not known at all, is drawn evenly
from that range, each draw anew: an unknown thing is never 0 and never the middle. A part that stands in several
options has the same draw in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dorsal.care.basis import Basis
from dorsal.care.burden import Burden, Has, Quantity
from dorsal.care.criterion import Criterion
from dorsal.care.forecast import expected_draws
from dorsal.care.harm_chance import chance_of_harm
from dorsal.care.harm_report import Severity
from dorsal.care.option import Option
from dorsal.patient.profile import Profile
from dorsal.trials.contrast import Array

DRAWS = 2000
"""Where no forecast brings draws of its own."""
EDGES = (0.025, 0.975)
Range = tuple[float | None, float | None]
NOTHING: Range = (None, None)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One criterion: draws (draws, options) in its own unit, the ends of each option, and which are not known."""

    draws: Array
    low: Array
    high: Array
    known: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """Values of the options; shapes (draws, options, criteria) and (options, criteria)."""

    options: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    ranges: tuple[tuple[float, float], ...]
    """Worst and best of each criterion, as used."""
    values: Array
    least: Array
    """The value at the bad end of what is possible."""
    most: Array
    known: NDArray[np.bool_]
    """(options, criteria), True where a source tells."""
    left_out: Mapping[str, str]
    """Criteria that cannot tell the options apart, and why."""


PartBurden = Callable[[str], Burden]


def consequences(
    options: Sequence[Option],
    criteria: Sequence[Criterion],
    profile: Profile,
    basis: Basis,
    window: str,
    part_burden: PartBurden,
    rng: np.random.Generator,
) -> Consequences:
    """Every criterion of every option. `part_burden` gives the burden of a single treatment."""
    taken: list[tuple[Criterion, tuple[float, float], Column]] = []
    left_out: dict[str, str] = {}
    n = _draws(basis)
    for criterion in criteria:
        worst = _worst(criterion, options)
        if worst is None:
            left_out[criterion.code] = "not known for any option"
            continue
        column = _column(criterion, worst, options, profile, basis, window, part_burden, rng, n)
        if not any(column.known):
            left_out[criterion.code] = "not known for any option"
            continue
        taken.append((criterion, (worst, criterion.best), column))
    return Consequences(
        options=tuple(option.treatment for option in options),
        criteria=tuple(criterion for criterion, _, _ in taken),
        ranges=tuple(ends for _, ends, _ in taken),
        values=_stacked([_value(column.draws, ends) for _, ends, column in taken], (n, len(options))),
        least=_stacked([_ends(column, ends)[0] for _, ends, column in taken], (len(options),)),
        most=_stacked([_ends(column, ends)[1] for _, ends, column in taken], (len(options),)),
        known=np.array([column.known for _, _, column in taken], dtype=bool).reshape(-1, len(options)).T,
        left_out=left_out,
    )


def _draws(basis: Basis) -> int:
    return len(next(iter(basis.courses.values())).slopes) if basis.courses else DRAWS


def _stacked(columns: list[Array], shape: tuple[int, ...]) -> Array:
    return np.stack(columns, axis=-1) if columns else np.empty((*shape, 0))


def _value(x: Array, ends: tuple[float, float]) -> Array:
    worst, best = ends
    return (worst - x) / (worst - best)


def _ends(column: Column, ends: tuple[float, float]) -> tuple[Array, Array]:
    at = _value(column.low, ends), _value(column.high, ends)
    return np.minimum(*at), np.maximum(*at)


def _worst(criterion: Criterion, options: Sequence[Option]) -> float | None:
    """The bad end of the range; where it is that of the options themselves, None if nobody knows it or all are best."""
    if criterion.worst is not None:
        return criterion.worst
    highs = [found.high for o in options if (found := _quantity(criterion.code, o.burden)).decides]
    worst = max((high for high in highs if high is not None), default=criterion.best)
    return None if worst == criterion.best else worst


def _column(
    criterion: Criterion,
    worst: float,
    options: Sequence[Option],
    profile: Profile,
    basis: Basis,
    window: str,
    part_burden: PartBurden,
    rng: np.random.Generator,
    n: int,
) -> Column:
    unknown = criterion.unknown(worst)
    match criterion.code:
        case "mild_harm":
            return _harms(options, "mild", part_burden, unknown, rng, n)
        case "serious_harm":
            return _harms(options, "serious", part_burden, unknown, rng, n)
        case "visits" | "time" | "cost":
            found = [_quantity(criterion.code, option.burden) for option in options]
            return _evenly([(q.low, q.high) if q.decides else NOTHING for q in found], unknown, rng, n)
        case "needles":
            return _evenly([_yes_no(option.burden.needled) for option in options], unknown, rng, n)
        case "medicines":
            return _evenly([_yes_no(option.burden.medicines) for option in options], unknown, rng, n)
        case _:
            return _scores(criterion.code, options, profile, basis, window, unknown, rng, n)


def _quantity(code: str, burden: Burden) -> Quantity:
    return {"visits": burden.visits, "time": burden.time, "cost": burden.cost}.get(code, Quantity())


def _yes_no(has: Has) -> Range:
    return {"yes": (1.0, 1.0), "no": (0.0, 0.0), "unknown": NOTHING}[has]


def _evenly(ranges: Sequence[Range], unknown: tuple[float, float], rng: np.random.Generator, n: int) -> Column:
    """Ranges drawn evenly; an open end is that of the unknown, as far as it lies beyond the other one."""
    least, most = min(unknown), max(unknown)
    low = np.array([_first(r[0], min(least, _first(r[1], least))) for r in ranges])
    high = np.array([_first(r[1], max(most, _first(r[0], most))) for r in ranges])
    known = tuple(r[0] is not None or r[1] is not None for r in ranges)
    return Column(draws=low + rng.random((n, len(ranges))) * (high - low), low=low, high=high, known=known)


def _first(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _scores(
    outcome: str,
    options: Sequence[Option],
    profile: Profile,
    basis: Basis,
    window: str,
    unknown: tuple[float, float],
    rng: np.random.Generator,
    n: int,
) -> Column:
    """Scores against the reference, in the joint draws of the forecasts; what cannot be carried over is unknown."""
    names = (basis.reference, *(option.treatment for option in options))
    scores = expected_draws(profile, basis, names, outcome, window)
    carried = [option.forecasts[outcome, window].applicability.fits for option in options]
    extra = np.full((n, len(options)), np.nan) if scores is None else scores[:, 1:] - scores[:, :1]
    known = tuple(fits and bool(np.isfinite(extra[:, i]).all()) for i, fits in enumerate(carried))
    column = _evenly([NOTHING] * len(options), unknown, rng, n)
    draws = np.where(known, extra, column.draws)
    low, high = np.quantile(draws, EDGES, axis=0)
    return Column(
        draws=draws, low=np.where(known, low, column.low), high=np.where(known, high, column.high), known=known
    )


def _harms(
    options: Sequence[Option],
    severity: Severity,
    part_burden: PartBurden,
    unknown: tuple[float, float],
    rng: np.random.Generator,
    n: int,
) -> Column:
    """Of a combination: from the worst of its parts alone to the sum of them."""
    by_part = {part: option.harms for option in options for part in option.parts}
    ends = (min(unknown), max(unknown))
    chances = {p: chance_of_harm(held, part_burden(p), p, severity, ends) for p, held in by_part.items()}
    drawn = {p: c.low + rng.random(n) * (c.high - c.low) for p, c in chances.items()}
    columns, low, high = [], [], []
    for option in options:
        parts = np.stack([drawn[part] for part in option.parts])
        least, most = parts.max(axis=0), np.minimum(1.0, parts.sum(axis=0))
        columns.append(least + rng.random(n) * (most - least))
        low.append(max(chances[part].low for part in option.parts))
        high.append(min(1.0, sum(chances[part].high for part in option.parts)))
    known = tuple(all(chances[part].known for part in option.parts) for option in options)
    return Column(draws=np.stack(columns, axis=1), low=np.array(low), high=np.array(high), known=known)
