"""Gather the pinned reference values of consistency, contribution and influence.

    python -m tests.reference.collect_consistency FOLDER

FOLDER is the one collect.py takes. Each data set gets one file, with the contrasts that went in (worked out from the
published tables) and netmeta's results as tables with named rows and columns. See README.md beside this file.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
DATASETS = ("Senn2013", "smokingcessation", "smokingcessation_RR", "parkinson")
METHODS = ("shortestpath", "randomwalk", "pseudoinverse")
MODELS = ("common", "random")
SPLIT = (
    "prop_direct",
    "nma",
    "se_nma",
    "direct",
    "se_direct",
    "indirect",
    "se_indirect",
    "diff",
    "se_diff",
    "p_diff",
)

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return None if text in ("", "NA") else float(f"{float(text):.13g}")


def table(found: list[Row], row: str, column: str, value: str) -> dict[str, object]:
    """Rows by columns, as lists."""
    names, heads = (list(dict.fromkeys(r[key] for r in found)) for key in (row, column))
    cell = {(r[row], r[column]): number(r[value]) for r in found}
    return {"rows": names, "columns": heads, "values": [[cell.get((a, b)) for b in heads] for a in names]}


def splits(folder: Path) -> list[dict[str, object]]:
    """Node-splits with both direct and indirect evidence, by back-calculation or SIDDE with DL."""
    return [
        {"model": r["model"], "method": r["method"].removesuffix("/DL"), "comparison": r["comparison"]}
        | {"studies": int(r["k"])}
        | {key: number(r[key]) for key in SPLIT}
        for r in rows(folder / "netsplit.csv")
        if r["method"].endswith("/DL") and number(r["indirect"]) is not None and number(r["direct"]) is not None
    ]


def q_table(path: Path) -> list[dict[str, object]]:
    return [{"design": r["design"], "q": number(r["Q"]), "df": int(r["df"])} for r in rows(path)]


def by_model(found: list[Row], row: str, column: str, value: str) -> dict[str, object]:
    return {m: table([r for r in found if r["model"] == m], row, column, value) for m in MODELS}


def pinned(folder: Path) -> dict[str, object]:
    interaction = rows(folder / "Q_between_random_dbt.csv")[0]
    measures = ("proportion", "meanpath", "minpar", "minpar_study")
    return {
        "pairs": [
            [r["studlab"], r["treat1"], r["treat2"], float(r["TE"]), float(r["seTE"])]
            for r in rows(folder / "contrasts.csv")
        ],
        "splits": splits(folder),
        "q_within": q_table(folder / "Q_within_design.csv"),
        "q_detached": q_table(folder / "Q_between_detach.csv"),
        "interaction": {
            "q": number(interaction["Q"]),
            "df": int(interaction["df"]),
            "tau": number(interaction["tau.within"]),
        },
        "contribution": {
            method: by_model(
                rows(folder / f"contribution_{method}.csv"), "comparison", "direct_comparison", "contribution"
            )
            for method in METHODS
        },
        "contribution_study": by_model(rows(folder / "contribution_study.csv"), "comparison", "study", "contribution"),
        "importance": by_model(rows(folder / "netimpact.csv"), "study", "comparison", "impact"),
        "measures": {
            m: {
                r["comparison"]: [number(r[key]) for key in measures]
                for r in rows(folder / "netmeasures.csv")
                if r["model"] == m
            }
            for m in MODELS
        },
        "laplacian_inverse": {
            m: table(rows(folder / f"Lplus_{m}_DL.csv"), "treat1", "treat2", "Lplus") for m in MODELS
        },
        "distance": table(rows(folder / "netdistance.csv"), "treat1", "treat2", "distance"),
    }


def collect(source: Path) -> None:
    for dataset in DATASETS:
        made = json.dumps(pinned(source / "netmeta" / dataset), separators=(",", ":"))
        (HERE / f"consistency_{dataset}.json").write_text(made + "\n")


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
