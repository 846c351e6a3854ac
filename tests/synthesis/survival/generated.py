"""Trials of times to an event, generated: drug A lowers the hazard at once, drug B only after six months.

`python -m tests.synthesis.survival.generated FOLDER` writes the tables of `tests/data` again. Nobody in them is real.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from dorsal.synthesis.survival.kaplan_meier import kaplan_meier
from dorsal.synthesis.survival.risk_sets import at_risk

CUTS = (6.0,)
HAZARD = 0.06
"""Of the control, a month."""
RATIOS = {"control": (1.0, 1.0), "drug A": (0.7, 0.7), "drug B": (1.0, 0.5)}
"""Hazard ratios before and after six months."""
TRIALS = {
    "Ash": (("control", "drug A"), 90, 1.0),
    "Birch": (("control", "drug A"), 70, 0.8),
    "Cedar": (("control", "drug B"), 90, 1.1),
    "Dogwood": (("control", "drug B"), 80, 0.9),
    "Elm": (("control", "drug A", "drug B"), 80, 1.0),
}
PRINTED = ("Fir", ("control", "drug B"), 150, 1.0)
END = 36.0


def times(
    rng: np.random.Generator, n: int, hazard: float, ratios: tuple[float, float], end: float = END
) -> tuple[np.ndarray, np.ndarray]:
    """Times of n people, to a tenth, and whether the event was seen; some are lost on the way, all others end."""
    total = rng.exponential(1.0, n)
    first = hazard * ratios[0] * CUTS[0]
    early = total <= first
    event = np.where(early, total / (hazard * ratios[0]), CUTS[0] + (total - first) / (hazard * ratios[1]))
    stop = np.minimum(rng.exponential(80.0, n), end)
    seen = event <= stop
    return np.maximum(np.round(np.minimum(event, stop), 1), 0.1), seen


def people(seed: int = 11) -> list[tuple[str, str, float, int]]:
    """Rows of study, treatment, months, status."""
    rng = np.random.default_rng(seed)
    rows = []
    for study, (treatments, n, level) in TRIALS.items():
        for treatment in treatments:
            time, seen = times(rng, n, HAZARD * level, RATIOS[treatment])
            rows += [(study, treatment, float(t), int(e)) for t, e in zip(time, seen, strict=True)]
    return rows


def printed(seed: int = 12) -> tuple[list[tuple[str, str, float, float]], list[tuple[str, str, float, int, int]]]:
    """Points and numbers at risk of a printed trial, as somebody would read them off."""
    rng = np.random.default_rng(seed)
    study, treatments, n, level = PRINTED
    points, risks = [], []
    for treatment in treatments:
        time, seen = times(rng, n, HAZARD * level, RATIOS[treatment])
        curve = kaplan_meier(time, seen, np.full(n, -np.inf))
        points += [(study, treatment, float(t), round(float(s), 3))
                   for t, s in zip(curve.time, curve.survival, strict=True)]  # fmt: skip
        when = np.arange(0.0, END, 6.0)
        left = at_risk(time, np.full(n, -np.inf), when)
        risks += [(study, treatment, float(t), int(r), int(seen.sum())) for t, r in zip(when, left, strict=True)]
    return points, risks


def write(folder: Path) -> None:
    """The four tables."""
    points, risks = printed()
    tables = {
        "survival_people.csv": ("study,treatment,months,status", people()),
        "survival_curves.csv": ("study,treatment,months,survival", points),
        "survival_at_risk.csv": ("study,treatment,months,at_risk,total_events", risks),
        "survival_hazard_ratios.csv": (
            "study,treat1,treat2,logHR,seTE",
            [("Gum", "drug A", "control", -0.31, 0.16), ("Hazel", "drug B", "drug A", -0.08, 0.18)],
        ),
    }
    for name, (header, rows) in tables.items():
        lines = [header, *(",".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row)
                           for row in rows)]  # fmt: skip
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
