"""Trials of people and of arms, generated: braces and exercise against placebo, which help older people less."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.special import expit

EFFECT = {"placebo": 0.0, "brace": 0.7, "exercise": 1.1}


def _people(rng: np.random.Generator, n: int, age: float, male: float, treatment: str) -> tuple[np.ndarray, ...]:
    years = np.round(age + 11.0 * rng.standard_normal(n))
    men = (rng.random(n) < male).astype(int)
    eta = -0.5 - 0.02 * (years - 50.0) + 0.2 * men + EFFECT[treatment]
    eta -= 0.03 * (years - 50.0) * (treatment != "placebo")
    return years, men, (rng.random(n) < expit(eta)).astype(int)


def tables(folder: Path, n: int = 120) -> tuple[Path, Path]:
    """The table of trials with a row for each arm, and that of the people of two more."""
    rng = np.random.default_rng(7)
    lines = ["study,treatment,age,male,responder"]
    for study, age in (("Ash", 44.0), ("Birch", 50.0)):
        for treatment in ("placebo", "brace"):
            rows = zip(*_people(rng, n, age, 0.5, treatment), strict=True)
            lines += [f"{study},{treatment},{a:g},{m},{y}" for a, m, y in rows]
    people = folder / "people.csv"
    people.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["study,treatment,n,events,age_mean,age_sd,male"]
    for study, age, other in (("Cedar", 63.0, "exercise"), ("Dogwood", 60.0, "exercise"), ("Elm", 55.0, "brace")):
        for treatment in ("placebo", other):
            years, men, events = _people(rng, n + 30, age, 0.45, treatment)
            told = f"{years.mean():.1f},{years.std(ddof=1):.1f},{men.mean():.3f}"
            lines.append(f"{study},{treatment},{n + 30},{events.sum()},{told}")
    trials = folder / "trials.csv"
    trials.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return trials, people
