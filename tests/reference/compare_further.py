"""Digits of agreement on what compare.py leaves: REML and ML of netmeta, ranks, parts, single studies, JAGS.

    python -m tests.reference.compare_further FOLDER

FOLDER is the one collect.py takes. Draws of other programs are held against exact values, so digits there are those of
their Monte-Carlo error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.influence import leave_one_out
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.ranking import p_scores, rank_draws
from dorsal.trials.treatment import canonical
from tests.reference.compare import DATASETS, Line, Row, contrasts, digits, estimates, known, rows

NETMETA, NETCOMB = "netmeta 3.6-2", "netmeta 3.6-2 netcomb"
OF_DRAWS = 200_000
Pairs = Iterator[tuple[float, float]]


def likelihood_lines(source: Path, name: str) -> Iterator[Line]:
    """REML and ML: netmeta's numbers, whose covariance is diagonal for contrasts, and metafor's, whose is full."""
    folder = source / "netmeta" / name
    network = Network.of(contrasts(folder / "contrasts.csv"))
    for method in ("REML", "ML"):
        fit = fit_network(network, FitOptions(tau2_method=method))
        mine = [r for r in rows(folder / "estimates_all.csv") if (r["model"], r["method"]) == ("random", method)]
        if mine:
            yield name, NETMETA, f"random effects, {method}", "all effects, intervals, prediction", estimates(fit, mine)
        theirs = [
            r for r in rows(source / "metafor" / "estimates.csv") if (r["dataset"], r["method"]) == (name, method)
        ]
        if theirs:
            yield name, "metafor 3.8-1 rma.mv", f"random effects, {method}", "effects, intervals", against(fit, theirs)


def against(fit: NetworkFit, theirs: list[Row]) -> Pairs:
    for row in theirs:
        e = fit.between(canonical(row["treat"]), canonical(row["reference"]))
        ours = {"est": e.mean, "se": e.se, "lower": e.ci[0], "upper": e.ci[1]}
        yield from ((value, float(row[key])) for key, value in ours.items() if known(row, key))


def rank_lines(source: Path, name: str) -> Iterator[Line]:
    folder = source / "netmeta" / name
    network = Network.of(contrasts(folder / "contrasts.csv"))
    better = "lower" if rows(folder / "meta.csv")[0]["small_values"] == "desirable" else "higher"
    for model in ("common", "random"):
        fit = fit_network(network, FitOptions(model=model, tau2_method="DL"))
        mine = [r for r in rows(folder / "ranking_DL.csv") if r["model"] == model]
        ours, n = p_scores(fit, better=better), len(fit.treatments)
        what = f"{model} effects, DL"
        key = {"SUCRA of independent treatments": "sucra_netmeta_nsim1e5", "SUCRA of joint draws": "sucra_full_mvn_2e5"}
        for words, column in key.items():
            pairs = [(ours[canonical(r["treat"])], float(r[column])) for r in mine if known(r, column)]
            yield name, NETMETA, what, f"P-score and {words}, largest difference", pairs
        means = [(1 + (n - 1) * (1 - ours[canonical(r["treat"])]), float(r["mean_rank_full_mvn"])) for r in mine]
        yield name, NETMETA, what, "mean rank of joint draws, largest difference", means
        ranks = rank_draws(fit, np.random.default_rng(1), better=better, draws=OF_DRAWS)
        place = {t: i for i, t in enumerate(ranks.treatments)}
        shown = [r for r in rows(folder / "rankogram_DL.csv") if r["model"] == model and r["source"].startswith("full")]
        chances = [
            (ranks.probability[place[canonical(r["treat"])], int(r["rank"]) - 1], float(r["prob"])) for r in shown
        ]
        yield name, NETMETA, what, "rankogram of joint draws, largest difference", chances


def q_lines(source: Path, name: str) -> Iterator[Line]:
    folder = source / "netmeta" / name
    fit = fit_network(Network.of(contrasts(folder / "contrasts.csv")), FitOptions(tau2_method="DL"))
    part = {"Total": fit.q.total, "Within designs": fit.q.within, "Between designs": fit.q.between}
    yield (
        name,
        NETMETA,
        "common effects",
        "Q total, within, between: Q, df, P",
        [
            (value, float(row[key]))
            for row in rows(folder / "Q_decomp.csv")
            for key, value in (
                ("Q", part[row["source"]].q),
                ("df", part[row["source"]].df),
                ("pval", part[row["source"]].p),
            )
            if known(row, key) and value is not None
        ],
    )
    row = rows(folder / "heterogeneity.csv")[0]
    ci = fit.q_total.i2_interval()
    if ci and known(row, "I2_lower"):
        yield (
            name,
            NETMETA,
            "common effects",
            "interval of I2",
            zip(ci, map(float, (row["I2_lower"], row["I2_upper"])), strict=True),
        )


def study_lines(source: Path, name: str) -> Iterator[Line]:
    """Hat values and residuals of two-arm studies under common effects."""
    folder = source / "netmeta" / name
    fit = fit_network(Network.of(contrasts(folder / "contrasts.csv")), FitOptions(model="common"))
    found = leave_one_out(fit)
    hat = dict(zip(found.studies, found.at_fit.hat, strict=True))
    mine = [row for row in rows(folder / "contrasts.csv") if row["n_arms"] == "2"]
    yield (
        name,
        NETMETA,
        "common effects",
        "leverage of two-arm studies",
        [(hat[row["studlab"]], float(row["leverage_common"])) for row in mine if known(row, "leverage_common")],
    )
    fitted: list[tuple[float, float]] = []
    for row in mine:
        e, effect, se = fit.between(row["treat1"], row["treat2"]), float(row["TE"]), float(row["seTE"])
        fitted += [(e.mean, float(row["fitted_common"])), (((effect - e.mean) / se) ** 2, float(row["Q_common"]))]
    yield name, NETMETA, "common effects", "fitted effect and Q of two-arm studies", fitted


def part_lines(source: Path, name: str) -> Iterator[Line]:
    """netcomb takes DL's tau2 whatever the fit that it was given had, and so does this comparison."""
    folder = source / "netmeta" / name
    for method in ("DL", "REML"):
        if not (folder / f"netcomb_components_{method}.csv").exists():
            continue
        network = Network.of(contrasts(folder / "contrasts.csv"))
        meta = rows(folder / "meta.csv")[0]
        for model in ("common", "random"):
            fit = fit_components(network, FitOptions(model=model, tau2_method="DL"), [meta["inactive"]])
            parts: list[tuple[float, float]] = []
            for table in ("components", "combinations"):
                for row in rows(folder / f"netcomb_{table}_{method}.csv"):
                    if row["model"] == model:
                        e = fit.between(row["name"], meta["inactive"])
                        ours = {"est": e.mean, "se": e.se, "lower": e.ci[0], "upper": e.ci[1]}
                        parts += [(value, float(row[key])) for key, value in ours.items()]
            yield (
                name,
                NETCOMB,
                f"additive, {model} effects, of a fit by {method}",
                "components and combinations by DL",
                parts,
            )


def table(source: Path) -> Iterator[str]:
    yield "| data | against | model | what | digits | numbers |"
    yield "|---|---|---|---|---|---|"
    for name in DATASETS:
        for lines in (likelihood_lines, q_lines, study_lines, part_lines, rank_lines):
            for data, against_whom, model, what, pairs in lines(source, name):
                found = list(pairs)
                if not found:
                    continue
                largest = max(abs(a - b) for a, b in found)
                told = f"{largest:.4f}" if "largest difference" in what else f"{digits(found):.1f}"
                yield f"| {data} | {against_whom} | {model} | {what} | {told} | {len(found)} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table(Path(sys.argv[1]))) + "\n")
