"""Digits of agreement with netmeta on consistency, contribution and influence, as rows for docs/agreement.md.

    python -m tests.reference.compare_consistency FOLDER

As compare.py, which has the meaning of a digit: it reads all data sets, also those not copied into the repository.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.flows.contribution import SHARES, contributions
from dorsal.synthesis.flows.directness import directness, distances, laplacian_inverse
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.node_split import SPLIT_METHODS, node_splits
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.influence import importance
from dorsal.synthesis.options import FitOptions
from dorsal.trials.treatment import canonical
from tests.reference.compare import DATASETS, Row, contrasts, digits, known, rows

Lines = Iterator[tuple[str, str, list[tuple[float, float]]]]
SIGNED = {"nma": "network", "direct": "direct", "indirect": "indirect", "diff": "difference"}
PLAIN = {
    "prop_direct": "direct_share",
    "se_nma": "se_network",
    "se_direct": "se_direct",
    "se_indirect": "se_indirect",
    "se_diff": "se_difference",
    "p_diff": "p",
}
MEASURES = {
    "proportion": "direct_share",
    "meanpath": "mean_path",
    "minpar": "parallelism",
    "minpar_study": "study_parallelism",
}


def pair(comparison: str) -> tuple[str, str]:
    a, b = (canonical(t) for t in comparison.split(":"))
    return a, b


def design(text: str) -> frozenset[str]:
    return frozenset(canonical(t) for t in text.split(":"))


def of_model(folder: Path, file: str, model: str) -> list[Row]:
    path = folder / f"{file}.csv"
    return [r for r in rows(path) if r["model"] == model] if path.exists() else []


def splits(folder: Path, fit: NetworkFit, model: str, estimator: str) -> Lines:
    for method in SPLIT_METHODS:
        mine = {frozenset((s.first, s.second)): s for s in node_splits(fit, method)}
        found = []
        for row in of_model(folder, "netsplit", model):
            if row["method"] != f"{method}/{estimator}" or not known(row, "direct"):
                continue
            split = mine[frozenset(pair(row["comparison"]))]
            sign = 1.0 if split.first == pair(row["comparison"])[0] else -1.0
            for names, factor in ((SIGNED, sign), (PLAIN, 1.0)):
                for theirs, ours in names.items():
                    value = getattr(split, ours)
                    if (value is None) != (not known(row, theirs)):
                        raise SystemExit(f"{folder.name} {row['comparison']}: one side has no {theirs}")
                    found += [(factor * value, float(row[theirs]))] if value is not None else []
        if found:
            yield f"{model} effects, {estimator}", f"node-splits, {method}", found


def designs(folder: Path, fit: NetworkFit) -> Lines:
    row = rows(folder / "Q_between_random_dbt.csv")[0]
    ours = interaction(fit, method="DL")
    found = [(ours.q.q, float(row["Q"])), (ours.tau2**0.5, float(row["tau.within"]))]
    yield "random effects, DL", "design-by-treatment interaction: Q, tau within designs", found
    detached = {frozenset(d): q.q for d, q in interaction(fit, 0.0).detached.items()}
    within = {frozenset(d): q.q for d, q in fit.q.by_design.items()}
    for what, mine in (("Q between once a design is detached", detached), ("Q within each design", within)):
        file = "Q_between_detach" if mine is detached else "Q_within_design"
        found = [(mine[design(r["design"])], float(r["Q"])) for r in rows(folder / f"{file}.csv") if known(r, "Q")]
        if found:
            yield "common effects", what, found


def contribution(folder: Path, fit: NetworkFit, model: str) -> Lines:
    for method in SHARES:
        theirs = of_model(folder, "contribution_" + method.replace(" ", "").replace("-", ""), model)
        if not theirs:
            continue
        ours = contributions(fit, method)
        place = {frozenset(c): e for e, c in enumerate(ours.comparisons)}
        estimate = {frozenset(c): e for e, c in enumerate(ours.estimates)}
        found = []
        for r in theirs:
            at = estimate[frozenset(pair(r["comparison"]))], place[frozenset(pair(r["direct_comparison"]))]
            found.append((float(ours.share[at]), float(r["contribution"])))
        yield f"{model} effects, DL", f"contributions of comparisons, {method}", found
    if model == "common" or fit.tau2 == 0:
        ours = contributions(fit)
        found = [
            (ours.studies_of(*pair(r["comparison"])).get(r["study"], 0.0), float(r["contribution"]))
            for r in of_model(folder, "contribution_study", model)
        ]
        if found:
            yield f"{model} effects, DL", "contributions of studies, shortest path", found


def measures(folder: Path, fit: NetworkFit, model: str) -> Lines:
    ours = {frozenset((d.first, d.second)): d for d in directness(fit)}
    found = [
        (getattr(ours[frozenset(pair(r["comparison"]))], mine), float(r[theirs]))
        for r in of_model(folder, "netmeasures", model)
        for theirs, mine in MEASURES.items()
    ]
    yield f"{model} effects, DL", "direct share, mean path, parallelism", found
    index, inverse, steps = fit.network.index, laplacian_inverse(fit), distances(fit.network)
    cells = rows(folder / f"Lplus_{model}_DL.csv")
    found = [(float(inverse[_at(index, r)]), float(r["Lplus"])) for r in cells]
    found += [(float(steps[_at(index, r)]), float(r["distance"])) for r in rows(folder / "netdistance.csv")]
    yield f"{model} effects, DL", "inverse of the Laplacian, distances", found


def _at(index: dict[str, int], row: Row) -> tuple[int, int]:
    return index[canonical(row["treat1"])], index[canonical(row["treat2"])]


def studies(folder: Path, fit: NetworkFit, model: str) -> Lines:
    theirs = of_model(folder, "netimpact", model)
    if theirs:
        estimates = list(dict.fromkeys(pair(r["comparison"]) for r in theirs))
        ours = importance(fit, estimates)
        place = {s: i for i, s in enumerate(fit.network.studies)}
        found = [
            (float(ours[place[r["study"]], estimates.index(pair(r["comparison"]))]), float(r["impact"])) for r in theirs
        ]
        yield f"{model} effects, DL", "importance of studies (netimpact mimics removal)", found


def lines(folder: Path) -> Lines:
    network = Network.of(contrasts(folder / "contrasts.csv"))
    for model in ("common", "random"):
        fit = fit_network(network, FitOptions(model=model, tau2_method="DL"))
        yield from splits(folder, fit, model, "DL")
        yield from contribution(folder, fit, model)
        yield from measures(folder, fit, model)
        yield from studies(folder, fit, model)
    for method in ("REML", "ML"):
        yield from splits(folder, fit_network(network, FitOptions(tau2_method=method)), "random", method)
    yield from designs(folder, fit_network(network, FitOptions(tau2_method="DL")))


def table(source: Path) -> Iterator[str]:
    yield "| data | against | model | what | digits | numbers |"
    yield "|---|---|---|---|---|---|"
    for name in DATASETS:
        with np.errstate(all="raise"):
            for model, what, found in lines(source / "netmeta" / name):
                yield f"| {name} | netmeta 3.6-2 | {model} | {what} | {digits(found):.1f} | {len(found)} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(Path(sys.argv[1]))) + "\n")
