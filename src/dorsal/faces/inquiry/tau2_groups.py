"""Does heterogeneity differ? A tau2 for each group of comparisons or studies, and what it changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.tau2_groups import draw_tau2_groups, tau2_words
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import is_ratio, natural
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, decimals, effects, p_values, scale_notes, whole
from dorsal.faces.words import listed
from dorsal.synthesis.ranks.ranking import p_scores, p_scores_of
from dorsal.synthesis.tau2_by.equality import Equality
from dorsal.synthesis.tau2_by.grouped_fit import GroupedFit, fit_grouped
from dorsal.synthesis.tau2_by.grouping import Grouping, by_class, by_comparison, by_study

Json = dict[str, Any]
TITLES = {"comparison": "comparison", "class": "two classes of treatments"}
READ = (
    "P: likelihood ratio, every tau² being the same, by its law where none is below 0 (simulated). A group of few "
    "studies says little of its tau²: read the intervals.",
    "In a study of several arms the variances of its comparisons must add up (Lu and Ades 2009); they are sought among "
    "those that do. Comparisons that no study makes together are not tied.",
)


def _tau2_groups(subject: Subject) -> Answer:
    by, found = subject.inquiry.tau2_by, fit_grouped(subject.fit, _grouping(subject))
    test = found.test(np.random.default_rng(subject.seed))
    told = _told(subject, found, test)
    return Answer(
        key="tau2_groups",
        json=told,
        title=f"A tau² for each {TITLES.get(by, f'group of studies by {by}')}",
        lead=(tau2_words(found, test), *_broken(found)),
        grids=(_groups_grid(told), _effects_grid(subject, told)),
        sheets=(_groups_grid(told), _effects_grid(subject, told), _league_sheet(subject, told)),
        notes=(*scale_notes(subject.measure), *READ, *(() if math.isfinite(found.df) else subject.normal_only)),
        pictures=(
            Picture(
                name="tau2-groups",
                draw=lambda key, narrow: draw_tau2_groups(
                    found, test, subject.reference, key, better=subject.better, narrow=narrow
                ),
            ),
        ),
    )


def _grouping(subject: Subject) -> Grouping:
    """As asked. Raises OptionError where classes are asked for and none is named, or for a column that says nothing."""
    contrasts, by, classes = subject.fit.network.contrasts, subject.inquiry.tau2_by, subject.inquiry.classes
    if by == "comparison":
        return by_comparison(contrasts)
    if by != "class":
        return by_study(contrasts, by)
    if not classes:
        raise OptionError("--tau2-by class: name the classes, as --treatment-class control=placebo,none")
    strangers = sorted(set(classes) - set(subject.network.treatments))
    if strangers:
        raise NetworkError(f"--treatment-class: {', '.join(strangers)} is in no study that is pooled")
    return by_class(contrasts, {t: name for t, name in classes.items() if t in subject.fit.treatments})


def _told(subject: Subject, found: GroupedFit, test: Equality) -> Json:
    studies = found.grouping.studies(subject.fit.network.contrasts)
    scores = p_scores_of(found.one.treatments, found.effect, found.cov, df=found.df, better=subject.better)
    one = p_scores(found.one, better=subject.better)
    return {
        "by": subject.inquiry.tau2_by,
        "kind": found.grouping.kind,
        "groups": [
            {
                "group": name,
                "studies": n,
                "tau2": found.tau2[name],
                "tau2_ci": None if ci is None else list(ci),
            }
            for name, n in zip(found.grouping.groups, studies, strict=True)
            for ci in [found.tau2_ci[name]]
        ],
        "tau2": found.one.tau2,
        "equality": {"statistic": test.statistic, "df": test.df, "p": test.p, "p_chi2": test.p_chi2},
        "impossible": [list(three) for three in found.broken_triangles],
        "effects": [_effect(subject, found, t, subject.reference) for t in subject.others],
        "league": [_effect(subject, found, a, b) for a in found.one.treatments for b in found.one.treatments if a != b],
        "ranking": [{"treatment": t, "p_score": score, "p_score_one": one[t]} for t, score in scores.items()],
    }  # fmt: skip


def _effect(subject: Subject, found: GroupedFit, treatment: str, reference: str) -> Json:
    mean, se, ci = found.between(treatment, reference)
    weights = found.one.cov
    i, j = found.one.network.index[treatment], found.one.network.index[reference]
    told: Json = {
        "treatment": treatment,
        "reference": reference,
        "estimate": mean,
        "se": se,
        "ci": list(ci),
        "predictions": [
            {"group": group, "pi": list(pi)} for group, pi in found.predictions(treatment, reference).items()
        ],
        "estimate_one": float(found.one.effect[i] - found.one.effect[j]),
        "se_one": float(max(0.0, weights[i, i] + weights[j, j] - 2.0 * weights[i, j])) ** 0.5,
    }
    if is_ratio(subject.measure):
        told |= {
            "estimate_ratio": natural(mean, subject.measure),
            "ci_ratio": [natural(end, subject.measure) for end in ci],
        }
    return told


def _broken(found: GroupedFit) -> list[str]:
    """What no single population of trials could show."""
    named = [f"{a} and {b} vary more than {c} between them allows" for a, b, c in found.broken_triangles[:3]]
    if not named:
        return []
    return [
        f"Taken together these tau² could not all be of trials with the same arms: {listed(named)}. Classes, or one "
        "tau², would make them agree."
    ]


def _groups_grid(told: Json) -> Grid:
    heads = (
        Head("group", "Group"),
        Head("studies", "studies", whole),
        Head("tau", "τ", decimals(3)),
        Head("low", "low", decimals(3)),
        Head("high", "high", decimals(3)),
        Head("p", "P of all equal", p_values, width=14),
    )
    rows: list[Mapping[str, Cell]] = [
        {
            "group": g["group"],
            "studies": g["studies"],
            "tau": g["tau2"] ** 0.5,
            "low": None if g["tau2_ci"] is None else g["tau2_ci"][0] ** 0.5,
            "high": None if g["tau2_ci"] is None or g["tau2_ci"][1] is None else g["tau2_ci"][1] ** 0.5,
        }
        for g in told["groups"]
    ]
    rows.append({"group": "one for all", "tau": told["tau2"] ** 0.5, "p": told["equality"]["p"]})
    return Grid.of("tau2_groups", "Standard deviation between studies (τ) of each group", heads, rows)


def _effects_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure, 2)
    scores = {row["treatment"]: row for row in told["ranking"]}
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("estimate_one", "one τ²", of, width=8),
        Head("estimate", "by group", of, width=8),
        Head("low", "low", of, width=8),
        Head("high", "high", of, width=8),
        Head("wider", "se, times", decimals(2), width=9),
        Head("p_score_one", "P-score, one τ²", decimals(2), width=9),
        Head("p_score", "P-score", decimals(2), width=8),
    )
    rows = [
        {
            **e,
            "low": e["ci"][0],
            "high": e["ci"][1],
            "wider": e["se"] / e["se_one"] if e["se_one"] else None,
            **{key: scores[e["treatment"]][key] for key in ("p_score", "p_score_one")},
        }
        for e in told["effects"]
    ]
    return Grid.of("effects_by_tau2", "What it changes", heads, rows)


def _league_sheet(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treatment", "Treatment"),
        Head("reference", "against"),
        Head("estimate", "effect", of),
        Head("se", "se", decimals(3)),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("estimate_one", "with one tau2", of),
        Head("se_one", "its se", decimals(3)),
    )
    rows = [{**cell, "low": cell["ci"][0], "high": cell["ci"][1]} for cell in told["league"]]
    return Grid.of("league_by_tau2", "Every two treatments, with a tau2 for each group", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"tau2_groups": _tau2_groups}
