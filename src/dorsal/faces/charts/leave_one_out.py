"""Leave-one-out forest: what becomes of an estimate without each study in turn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dorsal.errors import NetworkError
from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.legend import nothing
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Interval, Names, against, value_words
from dorsal.faces.markup import Markup
from dorsal.faces.numbers import count, number
from dorsal.faces.words import level_words
from dorsal.synthesis.estimate import interval

if TYPE_CHECKING:
    from dorsal.synthesis.omission.influence import Influence

MOST = 40


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of an estimate without a study; None where nothing else joins the two, or spares an interval."""

    study: str
    mean: float | None
    se: float
    ci: Interval | None
    tau2: float


def draw_leave_one_out(
    influence: Influence,
    first: str,
    second: str,
    key: str,
    *,
    most: int = MOST,
    names: Names = str,
    studies: Names = str,
    title: str = "",
    narrow: bool = False,
) -> Markup:
    """`first` against `second` without each study, the one that moves it most first; at most so many studies.

    Raises NetworkError if `influence` was not asked for this estimate.
    """
    pair = against(names, first, second)
    heading = title or f"{pair}, without each study in turn"
    left = without_each(influence, first, second)
    if len(left) < 2:
        return nothing(key, heading, "with a single study nothing is left without it.", narrow=narrow)
    fit = influence.fit
    whole = fit.between(first, second)
    every = Line(label="All studies", mean=whole.mean, se=whole.se, ci=whole.ci, shape="diamond",
                 columns=(_tau(fit.tau2), ""))  # fmt: skip
    plot = Intervals(
        blocks=(Block(lines=(every,)), Block(lines=tuple(_line(influence, each, studies) for each in left[:most]))),
        measure=fit.network.measure,
        level=fit.options.level,
        title=heading,
        summary=leave_one_out_words(influence, first, second, names=names, studies=studies),
        heading="Without",
        columns=("tau", "Marks"),
        axis_title=f"{pair}: {axis_words(fit.network.measure)}",
        band=whole.ci,
        entries=glyphs((("diamond", "all studies"), ("square", "without the study"))),
        notes=tuple(_notes(influence, len(left), most)),
    )
    return draw_intervals(plot, key, narrow=narrow)


def without_each(influence: Influence, first: str, second: str) -> tuple[Left, ...]:
    """The estimate without each study, the largest move first; raises NetworkError if it was not asked for."""
    column, sign = _column(influence, first, second)
    whole = influence.fit.between(first, second).mean
    found = [_left(influence, s, column, sign) for s in range(len(influence.studies))]
    return tuple(sorted(found, key=lambda left: -math.inf if left.mean is None else -abs(left.mean - whole)))


def _column(influence: Influence, first: str, second: str) -> tuple[int, float]:
    for pair, sign in (((first, second), 1.0), ((second, first), -1.0)):
        if pair in influence.estimates:
            return influence.estimates.index(pair), sign
    raise NetworkError(f"{first} against {second} without each study was not asked for")


def _left(influence: Influence, s: int, column: int, sign: float) -> Left:
    study, tau2 = influence.studies[s], float(influence.tau2[s])
    mean, se = sign * float(influence.effect[s, column]), float(influence.se[s, column])
    if math.isnan(mean):
        return Left(study=study, mean=None, se=0.0, ci=None, tau2=tau2)
    ruler = influence.yardstick(s)
    if ruler is None:
        return Left(study=study, mean=mean, se=se, ci=None, tau2=tau2)
    se *= ruler.factor
    return Left(study=study, mean=mean, se=se, ci=interval(mean, se, influence.fit.options.level, ruler.df), tau2=tau2)


def _line(influence: Influence, left: Left, studies: Names) -> Line:
    marked = (("outlier", influence.outliers), ("influential", influence.influential))
    columns = (_tau(left.tau2), ", ".join(word for word, those in marked if left.study in those))
    words = studies(left.study)
    if left.mean is None:
        return Line(label=words, mean=None, missing="nothing else joins the two", columns=columns)
    if left.ci is None:
        return Line(label=words, mean=None, missing="no degrees of freedom are left", columns=columns)
    return Line(label=words, mean=left.mean, se=left.se, ci=left.ci, columns=columns)


def _tau(tau2: float) -> str:
    return number(math.sqrt(max(0.0, tau2)), 2)


def _notes(influence: Influence, studies: int, most: int) -> list[str]:
    level = level_words(influence.fit.options.level)
    lines = [
        f"Grey band and broken line: the {level} interval and the estimate of all studies.",
        "Outlier: the others cannot explain it (P < 0.05, Holm). Influential: without it the effects leave their 50 % "
        "confidence region.",
    ]
    if studies > most:
        lines.append(f"{studies - most} studies that move it less are not drawn.")
    return lines


def leave_one_out_words(
    influence: Influence, first: str, second: str, *, names: Names = str, studies: Names = str
) -> str:
    """Which study moves the estimate most, and how many turn what the interval says."""
    whole, every = influence.fit.between(first, second), without_each(influence, first, second)
    told = f"{against(names, first, second)} is {value_words(whole.mean, whole.ci, whole.measure)} with all studies."
    known = [(left, left.mean, left.ci) for left in every if left.mean is not None and left.ci is not None]
    if not known:
        return f"{told} Nothing is left of it without any of them."
    most, mean, ci = known[0]
    turned = sum(_clear(ci) != _clear(whole.ci) for _, _, ci in known)
    says = "no study changes" if not turned else f"{count(turned, 'study', 'studies')}, left out alone, would change"
    lost = len(every) - len(known)
    needs = f" Without {count(lost, 'study', 'studies')} it cannot be said." if lost else ""
    return (
        f"{told} It moves most without {studies(most.study)}, to {value_words(mean, ci, whole.measure)}; {says} "
        f"whether the interval leaves out no difference.{needs}"
    )


def _clear(ci: Interval) -> bool:
    return not ci[0] <= 0.0 <= ci[1]
