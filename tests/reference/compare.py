"""Digits of agreement with other programs, as the table of docs/agreement.md.

    python -m tests.reference.compare FOLDER

FOLDER is the one collect.py takes. Unlike the tests, this reads all its data sets, also those that may not be copied
into the repository. A digit count is -log10 of the largest relative difference (absolute below 0.001).
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from dorsal.synthesis.component_matrix import ComponentMatrix
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.synthesis.reporting.small_study import asymmetry, funnel
from dorsal.trials.contrast import Contrast
from dorsal.trials.treatment import canonical

DATASETS = ("Senn2013", "smokingcessation", "smokingcessation_RR", "parkinson", "Woods2010", "Dong2013", "Linde2016")
EXACT = 15.0

Row = dict[str, str]
Line = tuple[str, str, str, str, Iterable[tuple[float, float]]]


def rows(path: Path) -> list[Row]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def contrasts(path: Path) -> Iterator[Contrast]:
    """Studies from all their pairwise effects and standard errors, as netmeta's pairwise() gives them."""
    by_study: dict[str, list[Row]] = defaultdict(list)
    for row in rows(path):
        by_study[row["studlab"]].append(row)
    for study, pairs in by_study.items():
        effect, variance = {}, defaultdict(float)
        for row in pairs:
            a, b = canonical(row["treat1"]), canonical(row["treat2"])
            effect[a, b], effect[b, a] = float(row["TE"]), -float(row["TE"])
            variance[a, b] = variance[b, a] = float(row["seTE"]) ** 2
        first, *others = dict.fromkeys(canonical(row[key]) for row in pairs for key in ("treat1", "treat2"))
        cov = [[(variance[s, first] + variance[t, first] - variance[s, t]) / 2 for t in others] for s in others]
        y = np.array([effect[t, first] for t in others])
        yield Contrast(study=study, treatments=(first, *others), effect=y, cov=np.array(cov), measure="MD")


def digits(pairs: Iterable[tuple[float, float]]) -> float:
    worst = max((abs(a - b) / max(abs(b), 1e-3) for a, b in pairs), default=0.0)
    return EXACT if worst < 10**-EXACT else -math.log10(worst)


def known(row: Row, key: str) -> bool:
    return row[key] not in ("", "NA")


def estimates(fit: NetworkFit, found: Iterable[Row]) -> Iterator[tuple[float, float]]:
    for row in found:
        e = fit.between(row["treat1"], row["treat2"])
        ours = {"TE": e.mean, "seTE": e.se, "lower": e.ci[0], "upper": e.ci[1], "prop_direct": e.direct_share}
        if e.pi is not None:
            ours |= {"pi_lower": e.pi[0], "pi_upper": e.pi[1]}
        yield from ((value, float(row[key])) for key, value in ours.items() if known(row, key))


def netmeta_lines(folder: Path, name: str) -> Iterator[Line]:
    network = Network.of(contrasts(folder / "contrasts.csv"))
    heterogeneity = {row["method"]: row for row in rows(folder / "heterogeneity.csv")}
    for model in ("common", "random"):
        fit = fit_network(network, FitOptions(model=model, tau2_method="DL"))
        mine = [r for r in rows(folder / "estimates_all.csv") if r["model"] == model and r["method"] == "DL"]
        yield (
            name,
            "netmeta 3.6-2",
            model + " effects" + (", DL" if model == "random" else ""),
            ("all effects, intervals, prediction, direct share"),
            estimates(fit, mine),
        )
        yield name, "netmeta 3.6-2", model + " effects", "P-scores", p_pairs(fit, folder, model)
    dl = heterogeneity["DL"]
    q = fit.q
    yield (
        name,
        "netmeta 3.6-2",
        "DL",
        "tau2, Q total, within, between, I2",
        [
            (fit.tau2, float(dl["tau2"])),
            *((part.q, float(dl[f"Q_{key}"])) for key, part in (("total", q.total), ("within", q.within))),
            *([(q.between.q, float(dl["Q_between"]))] if known(dl, "Q_between") else []),
            *([(q.total.i2 or 0.0, float(dl["I2"]))] if known(dl, "I2") else []),
        ],
    )
    tests = rows(folder / "small_study_tests.csv")[0]
    if known(tests, "bias"):
        order = [canonical(t) for t in tests["order"].split("|")]
        ours = asymmetry(funnel(fit, order), "egger")
        yield (
            name,
            "netmeta 3.6-2",
            "random effects, DL",
            "Egger's test",
            [(ours.bias, float(tests["bias"])), (ours.p, float(tests["p"]))],
        )


def p_pairs(fit: NetworkFit, folder: Path, model: str) -> Iterator[tuple[float, float]]:
    better = "lower" if rows(folder / "meta.csv")[0]["small_values"] == "desirable" else "higher"
    scores = p_scores(fit, better=better)
    for row in rows(folder / "ranking_DL.csv"):
        if row["model"] == model:
            yield scores[canonical(row["treat"])], float(row["p_score"])


def reml_lines(source: Path, name: str) -> Iterator[Line]:
    network = Network.of(contrasts(source / "netmeta" / name / "contrasts.csv"))
    fit = fit_network(network, FitOptions(tau2_method="REML"))
    mine = [r for r in rows(source / "gls" / "reml_estimates.csv") if r["dataset"] == name]
    pairs = []
    for row in mine:
        e = fit.between(canonical(row["treat"]), row["reference"])
        pairs += [(e.mean, float(row["est"])), (e.se, float(row["se"]))]
    tau = [r for r in rows(source / "gls" / "tau.csv") if r["dataset"] == name]
    if pairs:
        yield (
            name,
            "dense GLS",
            "random effects, REML",
            "effects against the reference, tau",
            [*pairs, *((fit.tau2**0.5, float(r["tau_REML_gls_fullV"])) for r in tau)],
        )
    for method in ("REML", "ML"):
        for row in rows(source / "metafor" / "tau.csv"):
            if (row["dataset"], row["method"]) == (name, method):
                ours = fit_network(network, FitOptions(tau2_method=method))
                yield name, "metafor 3.8-1 rma.mv", method, "tau2", [(ours.tau2, float(row["tau_metafor_fullV"]) ** 2)]
                if known(row, "tau2_ci_upper") and ours.tau2_ci:
                    yield (
                        name,
                        "metafor 3.8-1 rma.mv",
                        method,
                        "interval of tau2",
                        [(ours.tau2_ci[1], float(row["tau2_ci_upper"]))],
                    )


def c_matrix(folder: Path) -> ComponentMatrix:
    """netmeta's own C matrix of the treatments."""
    table = rows(folder / "netcomb_Cmatrix.csv")
    parts = [name for name in table[0] if name != "treat"]
    numbers = [[float(row[part]) for part in parts] for row in table]
    return ComponentMatrix.of([row["treat"] for row in table], parts, numbers)


def component_lines(folder: Path, name: str) -> Iterator[Line]:
    if not (folder / "netcomb_all_DL.csv").exists():
        return
    network = Network.of(contrasts(folder / "contrasts.csv"))
    inactive = [rows(folder / "meta.csv")[0]["inactive"]]
    for model in ("common", "random"):
        fit = fit_components(network, FitOptions(model=model, tau2_method="DL"), inactive)
        pairs = []
        for row in rows(folder / "netcomb_all_DL.csv"):
            if row["model"] == model:
                e = fit.between(row["treat1"], row["treat2"])
                pairs += [(e.mean, float(row["TE"])), (e.se, float(row["seTE"]))]
        q = rows(folder / "netcomb_Q_DL.csv")[0]
        pairs += [(fit.q_additive.q, float(q["Q_additive"])), (fit.q_additivity.q, float(q["Q_diff"]))]
        by_matrix = fit_components(network, FitOptions(model=model, tau2_method="DL"), matrix=c_matrix(folder))
        for row in rows(folder / "netcomb_components_DL.csv"):
            if row["model"] == model and (e := by_matrix.added(row["name"])) is not None:
                pairs += [(e.mean, float(row["est"])), (e.se, float(row["se"]))]
        yield (
            name,
            "netmeta 3.6-2 netcomb",
            f"additive, {model} effects",
            "all effects, effects of components by its C matrix, Q of additivity",
            pairs,
        )


def table(source: Path) -> Iterator[str]:
    yield "| data | against | model | what | digits | numbers |"
    yield "|---|---|---|---|---|---|"
    for name in DATASETS:
        folder = source / "netmeta" / name
        for lines in (netmeta_lines(folder, name), reml_lines(source, name), component_lines(folder, name)):
            for data, against, model, what, pairs in lines:
                found = list(pairs)
                yield f"| {data} | {against} | {model} | {what} | {digits(found):.1f} | {len(found)} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(Path(sys.argv[1]))) + "\n")
