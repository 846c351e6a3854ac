"""Digits of agreement with netmetabin, as lines of the table of docs/agreement.md.

    python -m tests.reference.compare_rare_events FOLDER

FOLDER is the one collect.py takes. Like compare.py it reads data that may not be copied into the repository.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from dorsal.synthesis.counts.event_counts import EventCounts
from dorsal.synthesis.rare.event_fit import EventFit
from dorsal.synthesis.rare.event_split import event_splits
from dorsal.synthesis.rare.rare_events import fit_events
from tests.reference.compare import Row, digits, known, rows

DATASETS = ("smokingcessation", "Woods2010", "Dong2013", "Linde2016")
METHOD = "mantel-haenszel"
OTHER = "multinomial"
"""netmetabin calls it NCH, and leaves out the same studies as for Mantel-Haenszel."""
Pairs = Iterator[tuple[float, float]]


def plain(treatment: str) -> str:
    """A name that is no combination of others."""
    return treatment.replace("+", "and")


def counts(folder: Path) -> list[EventCounts]:
    arms: dict[str, list[Row]] = defaultdict(list)
    for row in rows(folder / "data_arms.csv"):
        arms[row["studlab"]].append(row)
    return [
        EventCounts(
            study=study,
            treatments=tuple(plain(arm["treat"]) for arm in found),
            events=tuple(int(float(arm["event"])) for arm in found),
            n=tuple(int(float(arm["n"])) for arm in found),
        )
        for study, found in arms.items()
    ]


def effects(fit: EventFit, folder: Path, method: str = "MH") -> Pairs:
    for row in rows(folder / "netmetabin_all.csv"):
        if row["method"] == method and known(row, "TE"):
            mean, se, ci = fit.between(plain(row["treat1"]), plain(row["treat2"]))
            ours = {"TE": mean, "seTE": se, "lower": ci[0], "upper": ci[1]}
            yield from ((value, float(row[key])) for key, value in ours.items())


def between_designs(fit: EventFit, folder: Path) -> Pairs:
    row = next(r for r in rows(folder / "netmetabin_heterogeneity.csv") if r["method"] == "MH")
    assert fit.q_between is not None
    assert len(fit.used) == int(row["k"])
    yield fit.q_between.q, float(row["Q_between"])
    yield fit.q_between.df, float(row["df_between"])
    yield fit.q_between.p or 0.0, float(row["p_between"])


def splits(used: list[EventCounts], folder: Path) -> Pairs:
    if not (folder / "netmetabin_netsplit.csv").exists():
        return
    ours = {frozenset((s.first, s.second)): s for s in event_splits(used, METHOD)}
    for row in rows(folder / "netmetabin_netsplit.csv"):
        names = row["comparison"].split(":")
        if row["method"] == "SIDDE/MH" and known(row, "indirect"):
            split = ours[frozenset(names)]
            sign = 1.0 if split.first == names[0] else -1.0
            for key, value in (("direct", split.direct), ("indirect", split.indirect), ("diff", split.difference)):
                yield sign * (value or 0.0), float(row[key])
            for key, value in (
                ("se_direct", split.se_direct),
                ("se_indirect", split.se_indirect),
                ("se_diff", split.se_difference),
                ("p_diff", split.p),
            ):
                yield value or 0.0, float(row[key])


def table(source: Path) -> Iterator[str]:
    for name in DATASETS:
        folder = source / "netmeta" / name
        used = counts(folder)
        fit = fit_events(used, METHOD)
        for what, pairs in (
            ("Mantel-Haenszel | all effects, intervals", effects(fit, folder)),
            ("Mantel-Haenszel | Q between designs, df, P", between_designs(fit, folder)),
            ("Mantel-Haenszel | node-splits (SIDDE)", splits(used, folder)),
            ("NCH: multinomial | all effects, intervals", effects(fit_events(fit.used, OTHER), folder, "NCH")),
        ):
            found = list(pairs)
            if found:
                yield (f"| {name} | netmeta 3.6-2 netmetabin | {what} | {digits(found):.1f} | {len(found)} |")


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(Path(sys.argv[1]))) + "\n")
