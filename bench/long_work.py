"""What takes many fits' work: the posterior with ranks, node-splits, leave-one-out, contributions."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from bench.clock import in_turn, seconds
from bench.networks import SIZES, network
from dorsal.faces.cores import cores, on_cores
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.flows.contribution import Each, Method, contributions
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.omission.influence import leave_one_out

DRAWS = 20_000
CORES = cores()
METHODS: tuple[Method, ...] = ("shortest path", "random walk", "pseudo-inverse")
ROUNDS = 5
MANY = 10_000
"""From so many studies on, work is timed once; beyond it shortest paths are followed to a sample of the estimates."""
SAMPLE = 10
NETMETA = {"shortest path": 540, "random walk": 480, "pseudo-inverse": 540}
"""Seconds that netmeta 3.6-2 had spent on a network of this size, on two cores, when it was stopped unfinished."""


def posterior_with_ranks(fit: NetworkFit) -> None:
    found = posterior(fit.network, HalfNormal(1.0))
    found.sucra()
    found.rank_probabilities(np.random.default_rng(1), draws=DRAWS)


def exact_posterior(fit: NetworkFit) -> None:
    posterior(fit.network, HalfNormal(1.0)).sucra()


def back_calculated(fit: NetworkFit) -> None:
    node_splits(fit)


def refitted(fit: NetworkFit) -> None:
    node_splits(fit, "SIDDE")


def left_out(fit: NetworkFit) -> None:
    leave_one_out(fit)


WORK: tuple[tuple[str, Callable[[NetworkFit], None], int, int, float, int | None], ...] = (
    (f"exact posterior, SUCRA, rankogram of {DRAWS:,} draws", posterior_with_ranks, 200, 10_000, 0.0, 100),
    ("exact posterior, SUCRA (no draws)", exact_posterior, 200, 10_000, 0.0, None),
    ("all node-splits, back-calculation", back_calculated, 60, 1_000, 0.1, 50),
    ("all node-splits, SIDDE", refitted, 60, 1_000, 0.1, 50),
    ("leave-one-out of every study, tau2 anew", left_out, 200, 10_000, 0.0, 50),
)


def in_fits() -> list[str]:
    lines = [
        "## Longer work, in fits",
        "",
        "Each against one REML fit of the same network, in the same run. SIDDE estimates tau2 anew without the studies "
        "of each comparison, and there are about as many comparisons as studies here; back-calculation is in closed "
        "form.",
        "",
        "| what | treatments x studies | time | one fit | time / fit | target |",
        "|---|---|---|---|---|---|",
    ]
    for name, work, treatments, studies, multi_arm, target in WORK:
        net = network(treatments, studies, multi_arm)
        fit = fit_network(net)
        took, once = in_turn(partial(work, fit), partial(fit_network, net), ROUNDS)
        aim = "" if target is None else f"{target}{'' if took <= target * once else ', missed in this run'}"
        lines.append(
            f"| {name} | {treatments} x {studies:,} | {1e3 * took:.1f} ms | {1e3 * once:.1f} ms "
            f"| **{took / once:.1f}** | {aim} |"
        )
    return [*lines, ""]


def all_contributions() -> list[str]:
    net = network(30, 300, 0.1)
    fit = fit_network(net)
    lines = [
        "## All contributions",
        "",
        "30 treatments, 300 studies, contributions to all 435 estimates. The last column is no part of this run: on "
        "a network of that size and two cores, netmeta 3.6-2's `netcontrib` was stopped unfinished after 8 minutes "
        "(random walk) and 9 minutes (shortest path, pseudo-inverse). It was measured once, elsewhere.",
        "",
        "| method | time | time / fit | netmeta / Dorsal |",
        "|---|---|---|---|",
    ]
    for method in METHODS:
        took, once = in_turn(partial(contributions, fit, method), partial(fit_network, net), ROUNDS)
        stopped = NETMETA[method]
        lines.append(f"| {method} | {1e3 * took:.0f} ms | {took / once:.0f} | more than {stopped / took:,.0f} |")
    return [*lines, ""]


def by_walks(fit: NetworkFit) -> None:
    contributions(fit, "random walk", _against_one(fit))


def by_paths(fit: NetworkFit) -> None:
    contributions(fit, "shortest path", _against_one(fit))


def _against_one(fit: NetworkFit) -> list[tuple[str, str]]:
    first, *others = fit.treatments
    return [(first, other) for other in others]


COLUMNS: tuple[tuple[str, Callable[[NetworkFit], None]], ...] = (
    ("posterior with ranks", posterior_with_ranks),
    ("node-splits, back-calculation", back_calculated),
    ("node-splits, SIDDE", refitted),
    ("leave-one-out", left_out),
    ("contributions, random walk", by_walks),
    ("contributions, shortest path", by_paths),
)


def several_cores() -> list[str]:
    """The same work by one core, by threads and by processes: why Dorsal takes processes."""
    fit = fit_network(network(60, 1_000, 0.1))
    with ThreadPoolExecutor(CORES) as threads:
        ways: tuple[tuple[str, Each], ...] = (
            ("one core", map),
            (f"{CORES} threads", threads.map),
            ("processes", on_cores),
        )
        took = {name: seconds(partial(contributions, fit, "shortest path", each=each), 1) for name, each in ways}
    alone = took["one core"]
    lines = [
        "## Several cores",
        "",
        f"All contributions by shortest path, 60 x 1,000, on {CORES} cores. Threads of Python wait for one another, so "
        "long work at the command line takes processes, and only where the first part says that it will be long.",
        "",
        "| how | time | one core / this |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {_time(each)} | {alone / each:.1f} |" for name, each in took.items()]
    return [*lines, ""]


def growing_work() -> list[str]:
    lines = [
        "## Longer work in growing networks",
        "",
        "A tenth of the studies has three arms. Time, and in brackets time / fit of the same network. Contributions "
        "are to the estimates of all treatments against one (to all of every two they are as many times more as "
        f"there are treatments / 2). Networks of {MANY:,} studies and more are timed once.",
        "",
        f"| treatments x studies | {' | '.join(name for name, _ in COLUMNS)} |",
        f"|{'---|' * (1 + len(COLUMNS))}",
    ]
    for treatments, studies in SIZES:
        net = network(treatments, studies, 0.1)
        fit = fit_network(net)
        cells = [_cell(fit, work) for _, work in COLUMNS]
        lines.append(f"| {treatments} x {studies:,} | {' | '.join(cells)} |")
        print(lines[-1])
    return [*lines, ""]


def _cell(fit: NetworkFit, work: Callable[[NetworkFit], None]) -> str:
    studies = len(fit.network.studies)
    if work is by_paths and studies > MANY:
        return _sampled_paths(fit)
    took, once = in_turn(partial(work, fit), partial(fit_network, fit.network), 3 if studies < MANY else 1)
    return f"{_time(took)} ({took / once:.0f})"


def _sampled_paths(fit: NetworkFit) -> str:
    """What all estimates would take, from every so many of them."""
    asked = _against_one(fit)
    chosen = asked[:: len(asked) // SAMPLE][:SAMPLE]
    took = seconds(partial(contributions, fit, "shortest path", chosen), 1)
    return f"{_time(took * len(asked) / len(chosen))} (from {len(chosen)} of {len(asked)} estimates)"


def _time(seconds: float) -> str:
    return f"{1e3 * seconds:.1f} ms" if seconds < 1.0 else f"{seconds:.1f} s"
