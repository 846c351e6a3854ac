"""Gather the pinned reference values from a folder of other programs' results.

    python tests/reference/collect.py FOLDER

FOLDER holds netmeta/DATASET/*.csv (netmeta 3.6-2 with meta 8.4.0 on R 4.2.2), gls/*.csv (dense generalised least
squares with the full covariance) and metafor/*.csv (rma.mv of metafor 3.8-1). See README.md beside this file for
the calls that made them. Only results of the three data sets that the literature prints in full are taken.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
DATASETS = ("Senn2013", "smokingcessation", "smokingcessation_RR", "parkinson")
NUMBERS = ("TE", "seTE", "lower", "upper", "pval", "pi_lower", "pi_upper", "prop_direct")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text not in ("", "NA") else None


def estimates(folder: Path) -> list[dict[str, object]]:
    return [
        {key: row[key] for key in ("model", "method", "treat1", "treat2")} | {key: number(row[key]) for key in NUMBERS}
        for row in rows(folder / "estimates_all.csv")
    ]


def heterogeneity(folder: Path) -> list[dict[str, object]]:
    return [
        {key: (value if key in ("method", "sm") else number(value)) for key, value in row.items()}
        for row in rows(folder / "heterogeneity.csv")
    ]


def ranking(folder: Path) -> list[dict[str, object]]:
    return [
        {"model": r["model"], "method": method, "treat": r["treat"], "p_score": number(r["p_score"])}
        for method in ("DL", "REML")
        for r in rows(folder / f"ranking_{method}.csv")
    ]


def meta(folder: Path) -> dict[str, str]:
    found = rows(folder / "meta.csv")[0]
    return {key: found[key] for key in ("sm", "reference", "small_values", "netmeta", "meta", "R", "note")}


def only(found: list[dict[str, str]]) -> list[dict[str, object]]:
    texts = ("dataset", "method", "treat", "reference")
    return [
        {key: (value if key in texts else number(value)) for key, value in row.items()}
        for row in found
        if row["dataset"] in DATASETS
    ]


def collect(source: Path) -> None:
    for dataset in DATASETS:
        folder = source / "netmeta" / dataset
        pinned = {
            "dataset": dataset,
            "meta": meta(folder),
            "heterogeneity": heterogeneity(folder),
            "estimates": estimates(folder),
            "ranking": ranking(folder),
        }
        (HERE / f"netmeta_{dataset}.json").write_text(json.dumps(pinned, indent=1) + "\n")
    full = {
        "tau": only(rows(source / "gls" / "tau.csv")),
        "estimates": only(rows(source / "gls" / "reml_estimates.csv")),
    }
    (HERE / "gls.json").write_text(json.dumps(full, indent=1) + "\n")
    (HERE / "metafor.json").write_text(json.dumps({"tau": only(rows(source / "metafor" / "tau.csv"))}, indent=1) + "\n")


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
