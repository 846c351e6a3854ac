"""Mantel-Haenszel odds ratios of a network: Efthimiou, Ruecker, Schwarzer, Higgins, Egger & Salanti 2019.

Studies that compare the same treatments are pooled first, by the Mantel-Haenszel odds ratio (two arms) or its
generalisation to several (Mickey & Elashoff 1985), with the variances of Robins, Breslow & Greenland 1986 and the
covariances of Greenland 1989: all of them hold for few large studies and for many small ones alike. Generalised least
squares joins the designs. A common-effect model, doi:10.1002/sim.8158.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dorsal.synthesis.counts.event_counts import EventCounts, telling, treatments_joined
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.network import Network
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.q import Q
from dorsal.synthesis.rare.event_fit import EventFit
from dorsal.trials.contrast import Array, Contrast
from dorsal.trials.left_out import LeftOut

METHOD = "mantel-haenszel"
Design = tuple[str, ...]
"""The treatments of a study, sorted."""


@dataclass(frozen=True, kw_only=True)
class PooledDesigns:
    """The contrasts of designs as a network, and the studies that they were pooled from."""

    network: Network
    used: tuple[EventCounts, ...]
    left_out: tuple[LeftOut, ...]

    def fit(self, level: float) -> NetworkFit:
        return fit_network(self.network, FitOptions(model="common", level=level))


def fit_mantel_haenszel(counts: Sequence[EventCounts], level: float) -> EventFit:
    """Pool within designs, then between them. `q_between` tests whether designs agree.

    Left out: studies without events or with nothing else; arms without an event, or without a person free of it, in
    all studies of their design together; designs of which fewer than two arms remain.
    Raises NetworkError if nothing remains, or if it does not connect the treatments.
    """
    pooled = pool_designs(counts)
    fit = pooled.fit(level)
    return EventFit(
        method=METHOD,
        treatments=fit.treatments,
        effect=fit.effect,
        cov=fit.cov,
        level=level,
        diary=replace(fit.diary, method=METHOD),
        used=pooled.used,
        left_out=pooled.left_out,
        q_between=Q(fit.q_total.q, fit.df),
    )


def pool_designs(counts: Iterable[EventCounts]) -> PooledDesigns:
    """One contrast for each design. Raises NetworkError as `fit_mantel_haenszel`."""
    designs, left_out = _usable_designs(counts)
    used = tuple(c for studies in designs.values() for c in studies)
    treatments_joined(used)
    network = Network.of(_pooled(design, studies) for design, studies in designs.items())
    return PooledDesigns(network=network, used=used, left_out=left_out)


def usable(counts: Iterable[EventCounts]) -> tuple[list[EventCounts], tuple[LeftOut, ...]]:
    """The studies with those of their arms that have a finite odds ratio against each other, and what is left out."""
    designs, left_out = _usable_designs(counts)
    return [c for studies in designs.values() for c in studies], left_out


def _usable_designs(counts: Iterable[EventCounts]) -> tuple[Mapping[Design, list[EventCounts]], tuple[LeftOut, ...]]:
    """By the design that a study was made in, which an arm that is dropped does not change (as in netmeta)."""
    told, silent = telling(counts)
    made: dict[Design, list[EventCounts]] = {}
    for c in told:
        made.setdefault(tuple(sorted(c.treatments)), []).append(c)
    designs: dict[Design, list[EventCounts]] = {}
    left_out = list(silent)
    for design, studies in made.items():
        arms = finite_arms(design, studies)
        left_out += _reasons(design, arms, studies)
        if arms:
            designs[design] = [c.only(arms) for c in studies]
    return designs, tuple(left_out)


def finite_arms(design: Design, studies: Sequence[EventCounts]) -> tuple[str, ...]:
    """The arms whose odds ratios against each other are finite over all studies of a design; none, or several."""
    events, n = event_arrays(design, studies)
    kept = (events.sum(axis=0) > 0) & ((n - events).sum(axis=0) > 0)
    arms = tuple(t for t, keep in zip(design, kept, strict=True) if keep)
    if len(arms) < 2:
        return ()
    cross = _crossed(events[:, kept], n[:, kept], n.sum(axis=1)).sum(axis=0)
    return arms if (cross > 0).all() else ()


def _reasons(design: Design, arms: Sequence[str], studies: Sequence[EventCounts]) -> list[LeftOut]:
    where = f"in all studies of {', '.join(design)} together"
    if not arms:
        reason = f"no two arms have a finite odds ratio {where}: events, or people free of them, are on one side only"
        return [out for c in studies for out in c.left_out(reason)]
    lost = [t for t in design if t not in arms]
    return [
        LeftOut(row="", study=c.study, reason=f"its arm {t}: no event, or nothing else, {where}")
        for t in lost
        for c in studies
    ]


def _pooled(design: Design, studies: Sequence[EventCounts]) -> Contrast:
    arms = studies[0].treatments
    events, n = event_arrays(arms, studies)
    effect, cov = pooled_log_odds(events, n)
    return Contrast(
        study=", ".join(design),
        treatments=arms,
        effect=effect,
        cov=cov,
        measure="OR",
        n=tuple(int(people) for people in n.sum(axis=0)),
    )


def event_arrays(arms: Sequence[str], studies: Sequence[EventCounts]) -> tuple[Array, Array]:
    """Events and people, shape (k, J)."""
    ordered = [c.only(arms) for c in studies]
    events, n = [c.events for c in ordered], [c.n for c in ordered]
    return np.array(events, dtype=np.float64), np.array(n, dtype=np.float64)


def _crossed(events: Array, n: Array, total: Array) -> Array:
    """Events of arm x times people free of them in arm y over all people, by study: (k, J, J)."""
    return np.asarray(events[:, :, None] * (n - events)[:, None, :] / total[:, None, None], dtype=np.float64)


def pooled_log_odds(events: Array, n: Array) -> tuple[Array, Array]:
    """Log odds ratios of arms 1.. against arm 0, shape (J - 1,), with covariance, from k studies of J arms (k, J).

    With L_xy the log of the Mantel-Haenszel odds ratio of x against y, arm x has the mean of L_xy over all y (0 for
    itself): so differences of arms add up, and no arm is preferred.
    """
    arms = events.shape[1]
    cross = _crossed(events, n, n.sum(axis=1)).sum(axis=0)
    against_all = np.log(cross / cross.T).sum(axis=1) / arms
    contrast = np.hstack([-np.ones((arms - 1, 1)), np.eye(arms - 1)])
    cov = contrast @ _cov_against_all(events, n) @ contrast.T / arms**2
    return against_all[1:] - against_all[0], np.asarray(0.5 * (cov + cov.T), dtype=np.float64)


def _cov_against_all(events: Array, n: Array) -> Array:
    """Covariance (J, J) of the sums over y of L_xy, from those of L_xy with L_xz, both about arm x.

    L_xy and L_zw without a common arm are uncorrelated, and L_yx is -L_xy.
    """
    about = _cov_about(events, n)
    mine = about.sum(axis=2)
    others = about.sum(axis=0)
    both = np.einsum("xyy->xy", about)
    cov = others - mine - mine.T + both
    np.fill_diagonal(cov, about.sum(axis=(1, 2)))
    return np.asarray(cov, dtype=np.float64)


def _cov_about(events: Array, n: Array) -> Array:
    """Covariances (J, J, J) of L_xy with L_xz at [x, y, z]; 0 where an index x stands twice.

    y = z: the variance of Robins, Breslow & Greenland. y != z: the mean of Greenland's estimators.
    """
    total = n.sum(axis=1)
    free = n - events
    cross = _crossed(events, n, total)
    up = 1.0 / cross.sum(axis=0)
    share = (events[:, :, None] + free[:, None, :]) / total[:, None, None]
    agree = np.einsum("ixy,ixy->xy", cross, share) * up**2
    mixed = np.einsum("ixy,iyx->xy", cross, share) * up * up.T
    variance = 0.5 * (agree + agree.T + mixed + mixed.T)
    scaled = total[:, None] ** -2.0

    def moment(own: Array, one: Array, other: Array) -> Array:
        return np.asarray(np.einsum("ix,iy,iz->xyz", own * scaled, one, other), dtype=np.float64)

    down = up.T
    cov = (
        moment(events, free, free) * up[:, :, None] * up[:, None, :]
        + moment(n, free, events) * up[:, :, None] * down[:, None, :]
        + moment(n, events, free) * down[:, :, None] * up[:, None, :]
        + moment(free, events, events) * down[:, :, None] * down[:, None, :]
    ) / 3.0
    same = np.arange(events.shape[1])
    cov[:, same, same] = variance
    cov[same, same, :] = cov[same, :, same] = 0.0
    return np.asarray(cov, dtype=np.float64)
