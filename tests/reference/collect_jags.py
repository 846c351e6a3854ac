"""Gather the pinned posteriors of JAGS from a folder of its results.

    python tests/reference/collect_jags.py FOLDER

FOLDER holds jags_parkinson.csv, jagslong_smoking.csv and the rankings beside them: JAGS 4.3.1 through rjags 4.13,
the standard random-effects models of NICE TSD 2 at the level of arms (normal likelihood for Parkinson's disease,
binomial with logit link for smoking cessation), effects and study baselines normal(0, 100), tau uniform(0, 5). The
results agree with 100 as a variance; as an SD the effects of smoking cessation would lie 3 Monte-Carlo errors off.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = {
    "parkinson": ("jags_parkinson.csv", "jags_parkinson_ranking.csv"),
    "smoking_cessation": ("jagslong_smoking.csv", "jags_smoking_ranking_long.csv"),
}
NUMBERS = ("mean", "sd", "2.5%", "25%", "50%", "75%", "97.5%", "mcse", "ess")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def collect(source: Path) -> None:
    pinned = {
        "recipe": " ".join((__doc__ or "").split("JAGS 4.3.1")[1].split()).join(("JAGS 4.3.1 ", "")),
        "posteriors": {
            name: {
                "parameters": {r["param"]: {key: float(r[key]) for key in NUMBERS} for r in rows(source / numbers)},
                "ranking": {
                    r["treat"]: {k: float(r[k]) for k in ("sucra", "mean_rank", "p_best")} for r in rows(source / ranks)
                },
            }
            for name, (numbers, ranks) in SOURCES.items()
        },
    }
    (HERE / "jags.json").write_text(json.dumps(pinned, indent=1) + "\n")


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
