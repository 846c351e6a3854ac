"""Does an effect change with what the studies differ in? Meta-regression, and networks of subgroups."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.bubbles import draw_bubbles, held_words
from dorsal.faces.charts.subgroups import draw_subgroups, subgroup_words
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import count, is_ratio, number, p_value, percent
from dorsal.faces.telling import Answer, Cell, Grid, Head, Picture, decimals, effects, p_values, scale_notes, whole
from dorsal.synthesis.counts.category import Coded, coded
from dorsal.synthesis.modifier import RegressionFit, fit_regression
from dorsal.synthesis.q import Q
from dorsal.synthesis.subgroup import Subgroup, Subgroups, subgroups
from dorsal.trials.left_out import LeftOut

Json = dict[str, Any]
SLOPES = {
    "shared": "one slope for all treatments against {}",
    "class": "one slope for each class of treatments against {}",
    "independent": "a slope for each treatment against {}",
}
FEW_LEFT = 3
"""Degrees of freedom around the slopes at and below which they follow the noise."""
CHI2 = (
    "Chi² takes tau² for known: with few trials it finds differences too often where tau² is large (in simulations of "
    "12 and 24 trials about 10 % in place of 5 %) and too seldom where it is 0 (2 to 3 %); F, scaled after Knapp and "
    "Hartung, stayed between 3 and 7 %. Read the P by F where there is one."
)
OBSERVED = "Slopes come from differences between studies: they are observational, and not of people within a study."


def _meta_regression(subject: Subject) -> Answer:
    asked = subject.inquiry
    strangers = sorted(set(asked.at) - set(asked.covariates))
    if strangers:
        raise OptionError(f"--at {strangers[0]}: it is no covariate of the model ({', '.join(asked.covariates)})")
    words = coded(subject.fit.network.contrasts, asked.covariates)
    fit = _regression(subject, words)
    at = {**fit.centre, **words.at(asked.at)}
    told = {
        "interaction": fit.interaction,
        "reference": fit.reference,
        "studies": len(fit.network.studies),
        "covariates": [_covariate(fit, name, at[name]) for name in fit.centre],
        "tau2": fit.tau2,
        "tau2_without": fit.without.tau2,
        "tau2_explained": fit.tau2_explained,
        "q_residual": _q(fit.q_residual),
        "q_slopes": _q(fit.q_slopes),
        "q_slopes_p_by_f": fit.slopes_p_by_f,
        "slopes": [
            {"covariate": s.covariate, "of": s.of, **_numbers(subject, s.mean, s.se, s.ci), "p": s.p}
            for s in fit.slopes
        ],
        "effects": [
            {"treatment": t, "reference": fit.reference, **_numbers(subject, *fit.between(t, fit.reference, at))}
            for t in fit.network.treatments
            if t != fit.reference
        ],
        "left_out": _left_out(fit.left_out),
    }
    return Answer(
        key="meta_regression",
        json=told,
        title=f"Meta-regression on {', '.join(asked.covariates)}",
        lead=(*_lead(fit), *_kinds(words)),
        grids=(_slopes_grid(subject, fit, told), _effects_grid(subject, told)),
        notes=(*scale_notes(subject.measure), OBSERVED, CHI2, *_missing(fit.left_out)),
        pictures=tuple(
            Picture(name=f"bubbles-{slug(name, i)}", draw=_bubbles(fit, name)) for i, name in enumerate(fit.centre, 1)
        ),
    )


def _kinds(words: Coded) -> list[str]:
    """What the slopes of words are: a kind against the first one."""
    return [
        f"Slopes of {name} are of {' and of '.join(kinds[1:])}, each against {kinds[0]}."
        for name, kinds in words.kinds.items()
    ]


def _regression(subject: Subject, words: Coded) -> RegressionFit:
    asked = subject.inquiry
    try:
        return fit_regression(
            words.contrasts,
            words.covariates,
            subject.reference,
            subject.fit.options,
            interaction=asked.slopes,  # type: ignore[arg-type]
            classes=asked.classes,
        )
    except NetworkError as error:
        raise NetworkError(f"of the studies that give {', '.join(asked.covariates)}: {error}") from None


def _bubbles(fit: RegressionFit, name: str) -> Callable[[str, bool], Any]:
    return lambda key, narrow: draw_bubbles(fit, name, key, narrow=narrow)


def slug(name: str, place: int) -> str:
    """A column's name in a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or str(place)


def _covariate(fit: RegressionFit, name: str, at: float) -> Json:
    values = [float(c.covariates[name]) for c in fit.network.contrasts]
    return {"covariate": name, "mean": fit.centre[name], "low": min(values), "high": max(values), "at": at}


def _numbers(subject: Subject, mean: float, se: float, ci: tuple[float, float]) -> Json:
    """On the analysis scale; of a ratio the ratio too."""
    told: Json = {"estimate": mean, "se": se, "ci": list(ci)}
    if is_ratio(subject.measure):
        told |= {"estimate_ratio": math.exp(mean), "ci_ratio": [math.exp(end) for end in ci]}
    return told


def _lead(fit: RegressionFit) -> list[str]:
    studies = count(len(fit.network.studies), "study", "studies")
    how = SLOPES[fit.interaction].format(fit.reference)
    explained = (
        "" if fit.tau2_explained is None else f": the covariates account for {percent(fit.tau2_explained)} of it"
    )
    q, left = fit.q_slopes, fit.q_residual
    rest = f"; Q around the regression {number(left.q, 2)} on {left.df} df, {p_value(left.p)}" if left.df else ""
    return [
        *([_few_left(fit)] if left.df <= FEW_LEFT else []),
        f"{studies}, covariates centred at their means; {how}.",
        f"tau² {number(fit.tau2, 4)}, without them {number(fit.without.tau2, 4)}{explained}.",
        f"All slopes zero: chi² = {number(q.q, 2)} on {q.df} df, {p_value(q.p)}{_by_f(fit.slopes_p_by_f)}{rest}.",
    ]


def _by_f(p: float | None) -> str:
    return "" if p is None else f", by F {p_value(p)}"


def _few_left(fit: RegressionFit) -> str:
    """That the studies hardly carry these slopes, and what would ask less of them, if anything would."""
    several = len(fit.slopes) > 1
    slopes, left = count(len(fit.slopes), "slope", "slopes"), count(fit.q_residual.df, "degree", "degrees")
    told = f"Few studies for {'these slopes' if several else 'a slope'}: {slopes} {'leave' if several else 'leaves'} "
    less = [
        *(["fewer covariates"] if len(fit.centre) > 1 else []),
        *(["--slopes shared"] if fit.interaction != "shared" else []),
    ]
    ask = f"; ask for {' or for '.join(less)}" if less else ""
    return f"{told}{left} of freedom. Effects and intervals can be absurd{ask}."


def _slopes_grid(subject: Subject, fit: RegressionFit, told: Json) -> Grid:
    smallest = min((slope.se for slope in fit.slopes if slope.se > 0), default=1.0)
    of = effects(subject.measure, min(6, max(2, math.ceil(1.5 - math.log10(smallest)))))
    heads = (
        Head("of", "Slope of"),
        Head("covariate", "per unit of", width=16),
        Head("estimate", "slope", of),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("p", "P", p_values),
    )
    return Grid.of("slopes", "How effects change with a covariate", heads, map(_ends, told["slopes"]))


def _effects_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    at = ", ".join(held_words(c["covariate"], c["at"]) for c in told["covariates"])
    heads = (
        Head("treatment", f"Against {told['reference']}"),
        Head("estimate", "effect", of),
        Head("low", "low", of),
        Head("high", "high", of),
    )
    return Grid.of("effects_at", f"Effects at {at}", heads, map(_ends, told["effects"]))


def _ends(row: Json) -> dict[str, Cell]:
    return {**row, "low": row["ci"][0], "high": row["ci"][1]}


def _subgroups(subject: Subject) -> Answer:
    """An analysis for each column asked, one below the other."""
    asked = subject.inquiry
    found = [
        subgroups(
            subject.fit.network.contrasts,
            by,
            subject.fit.options,
            spread=asked.subgroup_tau2,  # type: ignore[arg-type]
        )
        for by in asked.subgroups
    ]
    told = [_subgroup_json(subject, each) for each in found]
    spread = {"separate": "a tau² of its own for each subgroup", "shared": "one tau² for all subgroups"}
    return Answer(
        key="subgroups",
        json=told,
        title=f"Subgroups by {', '.join(asked.subgroups)}",
        lead=tuple(subgroup_words(each, subject.fit, subject.reference) for each in found),
        grids=tuple(grid for each in told for grid in (_groups_grid(each), _by_group_grid(subject, each))),
        sheets=tuple(grid for each in told for grid in (_groups_grid(each), *_pairs_grids(subject, each))),
        notes=(
            *scale_notes(subject.measure),
            f"Each subgroup's network is fitted by itself, with {spread[asked.subgroup_tau2]}. P: Q of the subgroups' "
            "estimates of a comparison, by chi². Subgroups were not randomised: they differ in more than the column "
            "says.",
            CHI2,
            *(words for each in found for words in _missing(each.left_out)),
        ),
        pictures=tuple(
            Picture(name=f"subgroups-{slug(each.by, i)}", draw=_forest(subject, each))
            for i, each in enumerate(found, 1)
        ),
    )


def _forest(subject: Subject, found: Subgroups) -> Callable[[str, bool], Any]:
    return lambda key, narrow: draw_subgroups(
        found, subject.fit, subject.reference, key, better=subject.better, narrow=narrow
    )


def _subgroup_json(subject: Subject, found: Subgroups) -> Json:
    pairs = [_turned(subject, a, b) for a, b in combinations(found.treatments, 2)]
    pairs.sort(key=lambda pair: pair[1] != subject.reference)
    differences = [(pair, found.difference(*pair)) for pair in pairs]
    return {
        "by": found.by,
        "tau2_of": found.spread,
        "groups": [_group(subject, group) for group in found.groups],
        "overall": _q(found.overall),
        "overall_p_by_f": found.overall_p_by_f,
        "effects": [
            {"treatment": a, "reference": b, "group": name, **_numbers(subject, *effect)}
            for a, b in pairs
            for name, effect in found.effects(a, b).items()
        ],
        "differences": [
            {"treatment": pair[0], "reference": pair[1], **_q(q)} for pair, q in differences if q is not None
        ],
        "left_out": _left_out(found.left_out),
    }


def _turned(subject: Subject, a: str, b: str) -> tuple[str, str]:
    """Against the reference where it is one of the two."""
    return (b, a) if a == subject.reference else (a, b)


def _group(subject: Subject, group: Subgroup) -> Json:
    """The tau2 and Q of its island with the reference, else of its largest one."""
    main = next((fit for fit in group.fits if subject.reference in fit.treatments), group.fits[0])
    return {
        "group": group.name,
        "studies": len(group.network.studies),
        "treatments": list(group.network.treatments),
        "islands": len(group.fits),
        "tau2": main.tau2,
        "q_total": _q(main.q_total),
    }


def _groups_grid(told: Json) -> Grid:
    heads = (
        Head("group", told["by"]),
        Head("studies", "studies", whole),
        Head("treatments", "treatments", whole),
        Head("tau2", "tau²", decimals(3)),
        Head("q", "Q", decimals(2)),
        Head("df", "df", whole),
        Head("p", "P", p_values),
    )
    rows = [{**g, **g["q_total"], "treatments": len(g["treatments"])} for g in told["groups"]]
    return Grid.of(f"subgroups_{slug(told['by'], 1)}"[:31], f"The subgroups by {told['by']}", heads, rows)


def _by_group_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    p = {row["treatment"]: row["p"] for row in told["differences"] if row["reference"] == subject.reference}
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("group", told["by"], width=18),
        Head("estimate", "effect", of),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("p", "P of difference", p_values),
    )
    rows, seen = [], set()
    for effect in (e for e in told["effects"] if e["reference"] == subject.reference):
        first = effect["treatment"] not in seen
        seen.add(effect["treatment"])
        rows.append({**_ends(effect), "p": p.get(effect["treatment"]) if first else None})
    return Grid.of("subgroup_effects", f"Effects by {told['by']}", heads, rows)


def _pairs_grids(subject: Subject, told: Json) -> Sequence[Grid]:
    """Every comparison in every subgroup, and its test."""
    of, name = effects(subject.measure), slug(told["by"], 1)
    pair = (Head("treatment", "Treatment"), Head("reference", "against"))
    numbers = (
        Head("estimate", "effect", of),
        Head("se", "se", decimals(3)),
        Head("low", "low", of),
        Head("high", "high", of),
    )
    tests = (Head("q", "Q", decimals(2)), Head("df", "df", whole), Head("p", "P", p_values))
    return (
        Grid.of(f"effects_{name}"[:31], f"Effects by {told['by']}", [*pair, Head("group", told["by"]), *numbers],
                map(_ends, told["effects"])),
        Grid.of(f"differences_{name}"[:31], f"Differences by {told['by']}", [*pair, *tests], told["differences"]),
    )  # fmt: skip


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


def _left_out(rows: Sequence[LeftOut]) -> list[Json]:
    return [{"row": out.row, "study": out.study, "reason": out.reason} for out in rows]


def _missing(rows: Sequence[LeftOut]) -> tuple[str, ...]:
    """Studies left out, by reason."""
    by_reason: dict[str, dict[str, None]] = {}
    for out in rows:
        by_reason.setdefault(out.reason, {})[out.study] = None
    return tuple(
        f"{count(len(studies), 'study', 'studies')} left out, {reason}: {', '.join(studies)}."
        for reason, studies in by_reason.items()
    )


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {
    "meta_regression": _meta_regression,
    "subgroups": _subgroups,
}
