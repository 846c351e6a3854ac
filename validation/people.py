"""Trials and people with a known truth: what forecasts promise, and what becomes of the people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dorsal.care.basis import Basis
from dorsal.care.forecast import Forecast, forecasts
from dorsal.patient.profile import Profile
from dorsal.topics.care_basis import basis_of
from dorsal.topics.loader import Topic
from dorsal.topics.settings import Outcome as Asked
from dorsal.topics.settings import Settings
from dorsal.trials.contrast import Array
from dorsal.trials.question import Window
from dorsal.trials.scale import Scale
from dorsal.trials.study import Arm, Result, Study
from dorsal.trials.treatment import Treatment, Treatments
from validation.runs import Outcome

MIC = 20.0
OPTIONS = ("care", "a", "b")
DESIGNS = (("care", "a"), ("care", "b"), ("a", "b"))
STARTS = (40.0, 60.0, 80.0)
"""Of the people who ask for a forecast."""
PEOPLE, DRAWS = 3_000, 400
AN_ARM = (40, 120)
"""People in it, from and to."""

Shape = Callable[[np.random.Generator, tuple[int, ...]], Array]
"""How people differ: numbers with mean 0 and standard deviation 1."""


def _either_or(rng: np.random.Generator, size: tuple[int, ...]) -> Array:
    """Three of ten get far better, the others a little worse than the mean."""
    better = rng.random(size) < 0.3
    return np.where(better, -1.4, 0.6) + 0.4 * rng.normal(size=size)


SHAPES: Mapping[str, Shape] = {
    "normal": lambda rng, size: rng.normal(size=size),
    "skewed to bad": lambda rng, size: rng.gamma(2.0, size=size) / np.sqrt(2.0) - np.sqrt(2.0),
    "skewed to good": lambda rng, size: np.sqrt(2.0) - rng.gamma(2.0, size=size) / np.sqrt(2.0),
    "better or not": _either_or,
}


@dataclass(frozen=True, kw_only=True)
class World:
    """The truth: score later = level of the setting + slope x start + effect + spread x shape, within 0-100."""

    shape: str = "normal"
    slope: float = 0.5
    level: float = 12.0
    spread: float = 20.0
    between: float = 6.0
    """Standard deviation of levels between settings."""
    tau: float = 4.0
    """Of effects between settings."""
    effects: Mapping[str, float]

    def later(self, rng: np.random.Generator, start: Array, level: float, effect: float) -> Array:
        noise = self.spread * SHAPES[self.shape](rng, start.shape)
        return np.asarray(np.clip(level + self.slope * start + effect + noise, 0.0, 100.0), dtype=np.float64)

    def setting(self, rng: np.random.Generator) -> tuple[float, dict[str, float]]:
        """A setting's own level, and its own effects against care (correlation 1/2)."""
        own = {option: rng.normal() * self.tau / np.sqrt(2.0) for option in OPTIONS}
        level = self.level + self.between * rng.normal()
        return level, {option: self.effects[option] + own[option] - own["care"] for option in OPTIONS}


def _topic(studies: tuple[Study, ...]) -> Topic:
    return Topic(
        settings=Settings(
            name="simulated", title="", question="", focus="a", reference="care", measure="MD100", comparators=("b",),
            outcomes=(Asked(code="pain", label="Pain", better="lower", headline=True, mic=MIC, mic_source="stated"),),
            windows=(Window(name="later", target=8),),
        ),
        treatments=Treatments.of([Treatment(code=code, label=code) for code in OPTIONS]),
        scales={"S": Scale(code="S", label="0-100", outcome="pain", low=0, high=100, better="lower", to_0_100=True)},
        studies=studies,
        tables={},
        data_hash="",
    )  # fmt: skip


def _study(rng: np.random.Generator, world: World, number: int, improved: dict[str, list[float]]) -> Study:
    """A trial as it is printed: means and standard deviations of its arms, at the start and later."""
    level, effects = world.setting(rng)
    results = []
    for treatment in DESIGNS[number % len(DESIGNS)]:
        n = int(rng.integers(*AN_ARM))
        start = np.clip(60.0 + 18.0 * rng.normal(size=n), 5.0, 100.0)
        later = world.later(rng, start, level, effects[treatment])
        improved[treatment].append(float(np.mean(later <= start - MIC)))
        spreads = (float(later.std(ddof=1)), float(start.std(ddof=1)))
        results.append(
            Result(
                row=f"{number}-{treatment}", study=str(number), outcome="pain", scale="S", reported="mean_sd",
                arms=(Arm(treatment=treatment, n=n),), weeks=8.0, value=float(later.mean()), sd=spreads[0],
                baseline=float(start.mean()), baseline_sd=spreads[1],
            )
        )  # fmt: skip
    return Study(id=str(number), population="chronic", results=tuple(results))


def forecasting(rng: np.random.Generator, trials: int, **truth: float | str) -> Outcome:
    """Forecasts for people in a new setting, from trials of other settings, by the whole way from rows to chances."""
    effects = {"care": 0.0, "a": -8.0 + 6.0 * rng.normal(), "b": -4.0 + 6.0 * rng.normal()}
    world = World(effects=effects, **truth)  # type: ignore[arg-type]
    improved: dict[str, list[float]] = {option: [] for option in OPTIONS}
    studies = tuple(_study(rng, world, number, improved) for number in range(trials))
    basis = basis_of(_topic(studies), "simulated", seed=int(rng.integers(2**31)), draws=DRAWS)
    level, here = world.setting(rng)
    found = [
        _scored(told, later, float(np.mean(improved[option])))
        for start in STARTS
        for option, told in _told(basis, start).items()
        for later in [world.later(rng, np.full(PEOPLE, start), level, here[option])]
    ]
    return {key: float(np.mean([each[key] for each in found])) for key in found[0]}


def _told(basis: Basis, start: float) -> Mapping[str, Forecast]:
    profile = Profile(age=45, weeks=52, pain=start / 10.0)
    return forecasts(profile, basis, OPTIONS, "pain", "later")


def _scored(told: Forecast, later: Array, base_rate: float) -> Outcome:
    """What came true of one forecast among many people of one setting."""
    assert told.baseline is not None
    chance = told.chance_mic
    happened = float(np.mean(later <= told.baseline - MIC))
    low, high = told.spread
    return {
        "score, 95 %": float(told.interval[0] <= later.mean() <= told.interval[1]),
        "8 of 10": float(np.mean((later >= low) & (later <= high))),
        "chance, 95 %": float(chance.low <= happened <= chance.high),
        "promised": chance.value,
        "happened": happened,
        "Brier": _brier(chance.value, happened),
        "Brier, base rate": _brier(base_rate, happened),
    }


def _brier(promised: float, happened: float) -> float:
    """Mean of (promised - came true)^2 over people of whom a share `happened` improved."""
    return happened * (1.0 - promised) ** 2 + (1.0 - happened) * promised**2
