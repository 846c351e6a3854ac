"""Forest by population: each treatment against the reference in every population, beside what is found unadjusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.faces.charts.intervals import Block, Intervals, Line, draw_intervals, glyphs
from dorsal.faces.charts.node_splits import axis_words
from dorsal.faces.charts.wording import Interval, Names, against, favours
from dorsal.faces.markup import Markup
from dorsal.faces.words import listed

MOST = 12
MOST_POPULATIONS = 12
SHAPES = (
    ("square", "a population that was asked for"),
    ("open", "people of a study"),
    ("diamond", "nothing adjusted for"),
)


@dataclass(frozen=True, kw_only=True)
class PopulationEffect:
    """The effect of one treatment in one population, on the analysis scale."""

    treatment: str
    population: str
    """"" where nothing is adjusted for."""
    mean: float
    sd: float
    interval: Interval
    asked: bool = False
    """Whether the population was asked for; else it is that of a study."""
    extrapolated: bool = False


@dataclass(frozen=True, kw_only=True)
class Populations:
    """What the plot shows."""

    effects: tuple[PopulationEffect, ...]
    reference: str
    measure: str
    covariates: tuple[str, ...]

    @property
    def treatments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.treatment for each in self.effects))


def draw_populations(
    found: Populations, key: str, *, better: str = "lower", names: Names = str, narrow: bool = False
) -> Markup:
    """A group of rows for each treatment, the populations that were asked for first."""
    treatments = found.treatments
    notes = ["Effects on the scale of the link, averaged over the people of a population."]
    if len(treatments) > MOST:
        notes.append(f"{len(treatments) - MOST} more treatments are not drawn.")
    plot = Intervals(
        blocks=tuple(_block(found, treatment, names) for treatment in treatments[:MOST]),
        measure=found.measure,
        level=0.95,
        title=f"Effects against {names(found.reference)} by population",
        summary=population_words(found, names=names),
        heading="Population",
        axis_title=axis_words(found.measure),
        favours=favours(better),
        entries=glyphs(SHAPES),
        notes=tuple(notes),
    )
    return draw_intervals(plot, key, narrow=narrow)


def _block(found: Populations, treatment: str, names: Names) -> Block:
    own = [each for each in found.effects if each.treatment == treatment]
    shown = [*(e for e in own if e.population)][:MOST_POPULATIONS] + [e for e in own if not e.population]
    return Block(heading=against(names, treatment, found.reference), lines=tuple(map(_line, shown)))


def _line(each: PopulationEffect) -> Line:
    if not each.population:
        return Line(label="Unadjusted", mean=each.mean, se=each.sd, ci=each.interval, shape="diamond")
    label = f"{each.population} (extrapolated)" if each.extrapolated else each.population
    shape = "square" if each.asked else "open"
    return Line(label=label, mean=each.mean, se=each.sd, ci=each.interval, shape=shape)


def population_words(found: Populations, *, names: Names = str) -> str:
    """Which populations are shown, and for which treatments what a population makes of the effect matters most."""
    places = list(dict.fromkeys(each.population for each in found.effects if each.population))
    told = f"Adjusted for {listed(found.covariates)}; populations: {listed(places)}."
    apart = sorted(found.treatments, key=lambda t: -_range(found.effects, t))
    if not apart or len(places) < 2:
        return told
    return f"{told} The effect that differs most between them is that of {names(apart[0])}."


def _range(effects: Sequence[PopulationEffect], treatment: str) -> float:
    means = [each.mean for each in effects if each.treatment == treatment and each.population]
    return max(means) - min(means)
