"""The words and tables of effects in a population."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dorsal.faces.numbers import count, number, percent
from dorsal.faces.telling import Cell, Grid, Head, chances, decimals, effects, scale_notes, shares, significant
from dorsal.faces.words import listed, measure_words

Json = dict[str, Any]
UNITS = {"MD": "difference", "probit difference": "probits"}
"""Over the column of effects, where the measure's name is too long for it."""
TELLING_PRIOR = 0.5
"""The share of its prior SD that a coefficient keeps, from which on the prior tells it."""
FAR_OFF = 0.1
"""Posterior SDs by which Laplace's approximation may be off before it is said to be."""
INTERACTIONS = {
    "shared": "How a covariate changes an effect is taken to be the same for all treatments against {}",
    "class": "How a covariate changes an effect against {} is taken to be the same within a class of treatments",
    "independent": "Each treatment has its own change with each covariate, against {}",
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands around and in the tables."""

    lead: tuple[str, ...]
    caution: str
    grids: tuple[Grid, ...]
    sheets: tuple[Grid, ...]
    notes: tuple[str, ...]


def answer_words(told: Json, better: str, by_mic: bool) -> Words:
    """Of the answer's JSON."""
    every = [place for place in told["populations"] if place["marginal"]]
    asked = [place for place in every if not place["is_study"]]
    main, coefficients = _effects_grid(told, by_mic), _coefficients_grid(told)
    return Words(
        lead=tuple(_lead(told)),
        caution=_caution(told),
        grids=(main, *_risk_grids(told, asked or every), coefficients),
        sheets=(main, *_risk_grids(told, every), coefficients, _league_sheet(told)),
        notes=tuple(_notes(told, better)),
    )


def _caution(told: Json) -> str:
    """Of the main result, which knows nothing of the covariates."""
    names = listed(each["covariate"] for each in told["covariates"])
    return (
        f"The first numbers, forest and ranks are not adjusted for {names}, and may contradict the adjusted ones, "
        "which stand below, population by population."
    )


def _lead(told: Json) -> Iterator[str]:
    people, aggregate = told["people"], told["aggregate"]
    told_of = f"{people['people']:,} people of {count(len(people['studies']), 'study', 'studies')} one by one"
    if aggregate["studies"]:
        told_of += f", {count(len(aggregate['studies']), 'study', 'studies')} by the summaries of their arms"
    names = listed(each["covariate"] for each in told["covariates"])
    yield f"{told_of}; adjusted for {names} ({told['likelihood']})."
    alike = INTERACTIONS[told["interaction"]].format(told["control"])
    yield f"{alike}, the control of this table; --reference changes what is shown, not that."
    if told["model"] == "common":
        yield f"Common effects: {told['why_common']}."
    else:
        tau = told["tau"]["quantiles"]
        low, high = (number(tau[end], 2) for end in ("0.025", "0.975"))
        yield f"Random effects: tau {number(tau['0.5'], 2)} (95 % from {low} to {high}), prior {told['prior_tau']}."
    yield from _far(told)


def _far(told: Json) -> Iterator[str]:
    """Of each population that was asked for, whether trials have been in such people."""
    for place in told["populations"]:
        if place["is_study"]:
            continue
        outside = [_where(each, place) for each in place["reach"] if each["place"] == "outside"]
        people = [each["covariate"] for each in place["reach"] if each["place"] == "people"]
        if outside:
            yield f"{place['population']} is extrapolated: {'; '.join(outside)}."
        elif people:
            yield (
                f"{place['population']}: its mean of {listed(people)} is beyond the means of all studies, yet some of "
                "the people are like that; it rests on differences between people."
            )
        else:
            yield f"{place['population']} lies within the studies' means."


def _where(each: Json, place: Json) -> str:
    low, high = each["study_means"]
    said = f"mean {each['covariate']} {place['means'][each['covariate']]:.4g}, in the studies {low:.4g} to {high:.4g}"
    if each["people"] is None:
        return said
    return f"{said}, in people {each['people'][0]:.4g} to {each['people'][1]:.4g}"


def _effects_grid(told: Json, by_mic: bool) -> Grid:
    of = effects(told["measure"])
    heads = (
        Head("population", "Population"),
        Head("treatment", f"against {told['reference']}", width=16),
        Head("mean", UNITS.get(told["measure"], measure_words(told["measure"])), of),
        Head("low", "2.5 %", of),
        Head("high", "97.5 %", of),
        Head("better", "better by MIC" if by_mic else "better", chances),
        Head("sucra", "SUCRA", decimals(2), width=6),
    )
    rows: list[dict[str, Cell]] = [
        {"population": _named(place), "sucra": place["sucra"][e["treatment"]], **_cells(e)}
        for place in told["populations"]
        for e in place["effects"]
    ]
    rows += [{"population": "(not adjusted)", **_cells(e)} for e in told["unadjusted"]]
    return Grid.of("population_effects", "Average effects in each population", heads, rows)


def _named(place: Json) -> str:
    return f"{place['population']}*" if place["extrapolated"] else str(place["population"])


def _cells(effect: Json) -> dict[str, Cell]:
    ends = effect["quantiles"]
    return {
        "treatment": effect["treatment"],
        "mean": effect["mean"],
        "low": ends["0.025"],
        "high": ends["0.975"],
        "better": effect["p_better_by_mic"],
    }


def _risk_grids(told: Json, places: list[Json]) -> Iterator[Grid]:
    """Average risks, or ratios of rates, where there are any."""
    if not places:
        return
    name = "population_risks"
    if told["measure"] == "IRR":
        two = decimals(2)
        heads: tuple[Head, ...] = (
            Head("population", "Population"), Head("treatment", f"against {told['reference']}", width=16),
            Head("ratio", "rate ratio", two), Head("low", "2.5 %", two), Head("high", "97.5 %", two),
        )  # fmt: skip
        rows = [
            {"population": _named(p), "treatment": e["treatment"], **_ratio(e["ratio"])}
            for p in places
            for e in p["marginal"]["effects"]
        ]
        yield Grid.of(name, "Rates of the whole population compared", heads, rows)
        return
    heads = (
        Head("population", "Population"),
        Head("treatment", "treatment", width=16),
        Head("risk", "risk", shares, width=6),
        Head("low", "2.5 %", shares, width=6),
        Head("high", "97.5 %", shares, width=6),
        Head("odds_ratio", "odds ratio", decimals(2), width=6),
        Head("difference", "in 1,000", decimals(0), width=8),
        Head("nnt", "NNT", width=22),
    )
    yield Grid.of(name, "Average risks in each population, and what compares them", heads, _risk_rows(places))


def _ratio(ends: Json) -> dict[str, Cell]:
    return {"ratio": ends["median"], "low": ends["low"], "high": ends["high"]}


def _risk_rows(places: list[Json]) -> Iterator[dict[str, Cell]]:
    for place in places:
        compared = {e["treatment"]: e for e in place["marginal"]["effects"]}
        for risk in place["marginal"]["risks"]:
            treatment = risk["treatment"]
            row: dict[str, Cell] = {"population": _named(place), "treatment": treatment, "risk": risk["median"]}
            row |= {"low": risk["low"], "high": risk["high"]}
            if treatment in compared:
                e = compared[treatment]
                row |= {"odds_ratio": e["odds_ratio"]["median"], "nnt": _nnt(e)}
                row["difference"] = 1000.0 * e["risk_difference"]["median"]
            yield row


def _nnt(effect: Json) -> str:
    """ "12 more (8 to 20)", or "12 more (5 to ∞)" where the difference may be none."""
    if effect["nnt"] is None:
        return ""
    middle, more = number(abs(effect["nnt"]), 1), effect["nnt"] > 0
    if effect["nnt_ci"] is None:
        best = effect["risk_difference"]["high" if more else "low"]
        ends = f"{number(abs(1.0 / best), 1)} to ∞"
    else:
        ends = " to ".join(number(abs(end), 1) for end in sorted(effect["nnt_ci"], key=abs))
    return f"{middle} {'more' if more else 'fewer'} ({ends})"


def _coefficients_grid(told: Json) -> Grid:
    three = significant(3)
    heads = (
        Head("covariate", "For one more of"),
        Head("of", "change of", width=22),
        Head("mean", "mean", three),
        Head("low", "2.5 %", three),
        Head("high", "97.5 %", three),
    )
    rows = [
        {
            "covariate": each["covariate"],
            "of": _of(told, each["of"]),
            "mean": each["mean"],
            "low": each["quantiles"]["0.025"],
            "high": each["quantiles"]["0.975"],
        }
        for each in told["coefficients"]
    ]
    return Grid.of("population_coefficients", "What covariates change, on the scale of the link", heads, rows)


def _of(told: Json, of: str) -> str:
    if of == "outcome":
        return "the outcome"
    return f"effects against {told['control']}" if of == "all" else f"the effect of {of}"


def _league_sheet(told: Json) -> Grid:
    three = decimals(3)
    heads = (
        Head("population", "Population"), Head("treat1", "treat1"), Head("treat2", "treat2"),
        Head("mean", "mean", three), Head("sd", "sd", three), Head("low", "low", three), Head("high", "high", three),
    )  # fmt: skip
    rows = [{"population": place["population"], **row} for place in told["populations"] for row in place["league"]]
    return Grid.of("population_league", "Every two treatments in each population, on the analysis scale", heads, rows)


def _notes(told: Json, better: str) -> Iterator[str]:
    yield from scale_notes(told["measure"])
    yield f"Better is {better}."
    if any(place["extrapolated"] for place in told["populations"]):
        yield "* extrapolated: beyond the means of all studies and beyond all people who are known."
    yield from _told_by_prior(told)
    yield (
        "Adjusted effects hold where every covariate that changes an effect is adjusted for. "
        "Differences between studies in anything else are not accounted for."
    )
    if told["measure"] == "OR":
        yield (
            "An adjusted odds ratio is of people who are alike, one not adjusted of whole groups, which is nearer to 1 "
            "for that alone; odds ratios beside risks are of the whole population."
        )
    if any(not p["is_study"] and p["marginal"] is None for p in told["populations"]) and _has_risks(told):
        yield f"Risks in a population that is no study's need the one with {told['reference']} there: --baseline-risk."
    if _has_risks(told):
        yield "NNT: people to treat for one more, or one fewer, event; infinite where the difference may be none."
    yield from _quality(told)
    for each in told["left_out"]:
        yield f"Study {each['study']}: {each['reason']}."


def _has_risks(told: Json) -> bool:
    return str(told["likelihood"]).startswith("binomial")


def _told_by_prior(told: Json) -> Iterator[str]:
    names = dict.fromkeys(
        f"{each['covariate']} on {'the outcome' if each['of'] == 'outcome' else each['of']}"
        for each in told["coefficients"]
        if each["prior_share"] > TELLING_PRIOR
    )
    if names:
        yield (
            f"The data hardly tell what is changed by {listed(names)}: the prior does. With --slopes shared, or class, "
            "treatments learn from each other."
        )


def _quality(told: Json) -> Iterator[str]:
    laplace = told["laplace"]
    shift = laplace["mean_shift_beyond_chance"]
    said = (
        f"Given tau the parameters are taken for normal; the exact likelihood moves no mean by more than "
        f"{number(laplace['mean_shift'], 2)} posterior SDs ({percent(laplace['effective_share'])} effective of "
        f"{laplace['draws']:,} draws)."
    )
    yield f"{said} That is more than a little: read intervals with care." if shift > FAR_OFF else said
    if told["points"]:
        yield (
            f"People of aggregate arms: {told['points']} points each; twice as many move no parameter by more than "
            f"{told['points_error']:.1g} posterior SDs."
        )
