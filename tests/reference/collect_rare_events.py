"""Gather the pinned results of netmetabin on smoking cessation.

    python -m tests.reference.collect_rare_events FOLDER

FOLDER is the one collect.py takes: netmeta 3.6-2, netmetabin with method "MH" and "NCH" and netsplit of the former,
log odds ratios against A.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
SPLIT = ("nma", "se_nma", "direct", "se_direct", "indirect", "se_indirect", "diff", "se_diff", "p_diff")


def rows(path: Path, method: str) -> Iterator[dict[str, str]]:
    with path.open(newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["method"] == method)


def effects(folder: Path, method: str) -> list[dict[str, object]]:
    return [
        {"treat": row["treat1"]} | {key: float(row[key]) for key in ("TE", "seTE", "lower", "upper")}
        for row in rows(folder / "netmetabin_vs_ref.csv", method)
    ]


def collect(source: Path) -> None:
    folder = source / "netmeta" / "smokingcessation"
    q = next(rows(folder / "netmetabin_heterogeneity.csv", "MH"))
    pinned = {
        "made": "netmeta 3.6-2, netmetabin on smoking cessation, log odds ratios against A",
        "netmeta_NCH": effects(folder, "NCH"),
        "netmeta_MH": {
            "effects": effects(folder, "MH"),
            "studies": int(q["k"]),
            "q_between": float(q["Q_between"]),
            "df_between": int(q["df_between"]),
            "p_between": float(q["p_between"]),
            "splits": [
                {"comparison": row["comparison"], "studies": int(row["k"])} | {key: float(row[key]) for key in SPLIT}
                for row in rows(folder / "netmetabin_netsplit.csv", "SIDDE/MH")
            ],
        },
    }
    (HERE / "rare_events.json").write_text(json.dumps(pinned, indent=1) + "\n")


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
