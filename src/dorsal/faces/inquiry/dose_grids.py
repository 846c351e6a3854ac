"""The tables of a dose-response answer, for people and for a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dorsal.faces.telling import Cell, Grid, Head, decimals, effects, p_values, significant, whole, with_interval

Json = dict[str, Any]


def dose_grids(measure: str, told: Json) -> tuple[Grid, ...]:
    """As people read them."""
    found = [_studied(measure, told), _coefficients(told), _shapes(told)]
    if told["at"]:
        found.append(_at(measure, told))
    if told["pairs"]:
        found.append(_pairs(measure, told))
    if any(agent["reached"] for agent in told["agents"]):
        found.append(_reached(told))
    if told["equivalent"]:
        found.append(_equivalent(told))
    return tuple(found)


def dose_sheets(measure: str, told: Json) -> tuple[Grid, ...]:
    """The same with the curves."""
    return (*dose_grids(measure, told), _curves(measure, told))


def _numbers(measure: str, row: Json) -> dict[str, Cell]:
    """Estimate and intervals in the cells of a table."""
    if row["estimate"] is None:
        return {}
    return {
        "effect": with_interval(measure, row["estimate"], row["ci"]),
        "predicted": "" if row["pi"] is None else with_interval(measure, row["estimate"], row["pi"]).partition(" ")[2],
        "p": row["p"],
    }


def _studied(measure: str, told: Json) -> Grid:
    heads = (
        Head("agent", "Agent"),
        Head("dose", "dose", significant(4), width=7),
        Head("arms", "arms", whole, width=5),
        Head("effect", "by the curve", width=22),
        Head("split", "by itself (split)", width=22),
    )
    rows: list[dict[str, Cell]] = []
    for agent in told["agents"]:
        for one in agent["studied"]:
            split = _numbers(measure, one["split"]).get("effect")
            rows.append(
                {"agent": agent["agent"], "dose": one["dose"], "arms": one["arms"], **_numbers(measure, one),
                 "split": split}
            )  # fmt: skip
    rows += [{"agent": one["treatment"], **_numbers(measure, one)} for one in told["without_dose"]]
    return Grid.of("dose_effects", f"Effects against {told['zero'] or 'dose 0'} at the doses studied", heads, rows)


def _coefficients(told: Json) -> Grid:
    heads = (
        Head("of", "Curve of"),
        Head("term", "term", width=16),
        Head("estimate", "estimate", significant(3), width=10),
        Head("low", "low", significant(3), width=9),
        Head("high", "high", significant(3), width=9),
        Head("remark", "", width=12),
    )
    rows = [
        {
            **one,
            "low": None if one["ci"] is None else one["ci"][0],
            "high": None if one["ci"] is None else one["ci"][1],
            "remark": "not found" if one["at_edge"] else "not told" if one["ci"] is None else "",
        }
        for one in told["coefficients"]
    ]
    return Grid.of("dose_curves_terms", "Parameters of the curves, on the analysis scale", heads, rows)


def _shapes(told: Json) -> Grid:
    heads = (
        Head("shape", "Shape"),
        Head("parameters", "parameters", whole, width=10),
        Head("tau", "τ", decimals(3), width=6),
        Head("q", "lack of fit, chi²", decimals(1), width=11),
        Head("df", "df", whole, width=4),
        Head("p", "P", p_values, width=7),
        Head("aic", "AIC", decimals(1), width=8),
        Head("bic", "BIC", decimals(1), width=8),
    )
    rows = [
        {
            **one,
            "tau": one["tau2"] ** 0.5,
            "q": one["lack_of_fit"]["q"] if one["lack_of_fit"]["df"] else None,
            "df": one["lack_of_fit"]["df"],
            "p": one["lack_of_fit"]["p"],
        }
        for one in told["shapes"]
    ]
    return Grid.of("dose_shapes", "Which shape fits", heads, rows)


def _at(measure: str, told: Json) -> Grid:
    heads = (
        Head("agent", "Agent"),
        Head("dose", "dose", significant(4), width=7),
        Head("effect", f"effect against {told['zero'] or 'dose 0'}", width=22),
        Head("predicted", "a new study", width=18),
        Head("p", "P", p_values, width=7),
        Head("remark", "", width=12),
    )
    rows = [{**_plain(one, "agent", "dose"), **_numbers(measure, one), **_remark(one)} for one in told["at"]]
    return Grid.of("dose_predictions", "Effects at the doses asked for", heads, rows)


def _pairs(measure: str, told: Json) -> Grid:
    heads = (
        Head("first", "Of"),
        Head("second", "against", width=18),
        Head("effect", "effect", width=22),
        Head("predicted", "a new study", width=18),
        Head("p", "P", p_values, width=7),
        Head("remark", "", width=12),
    )
    rows = [
        {
            "first": _named(one["agent"], one["dose"]),
            "second": _named(one["other"], one["other_dose"]),
            **_numbers(measure, one),
            **_remark(one),
        }
        for one in told["pairs"]
    ]
    return Grid.of("dose_pairs", "One dose against another", heads, rows)


def _named(agent: str, dose: float | None) -> str:
    return agent if dose is None else f"{agent} {dose:g}"


def _remark(one: Json) -> dict[str, Cell]:
    return {"remark": "extrapolated" if one["beyond"] else ""}


def _plain(one: Json, *keys: str) -> dict[str, Cell]:
    return {key: one[key] for key in keys}


def _reached(told: Json) -> Grid:
    heads = (
        Head("agent", "Agent"),
        Head("dose", "smallest dose", width=24),
        Head("low", "interval from", significant(3), width=14),
        Head("high", "to", width=24),
    )
    rows = [
        {
            "agent": agent["agent"],
            "dose": _dose_or(agent["reached"]["dose"], "not reached in the doses studied"),
            "low": agent["reached"]["low"],
            "high": _dose_or(agent["reached"]["high"], "" if agent["reached"]["low"] is None else "no end in them"),
        }
        for agent in told["agents"]
        if agent["reached"]
    ]
    return Grid.of("dose_reached", "Smallest dose whose effect matters", heads, rows)


def _equivalent(told: Json) -> Grid:
    heads = (
        Head("other", "Agent"),
        Head("equal", "dose that does the same", width=24),
        Head("low", "interval from", significant(3), width=14),
        Head("high", "to", width=24),
        Head("as", "as", width=18),
    )
    rows = [
        {
            "other": one["other"],
            "equal": _dose_or(one["equal"], "none of those studied"),
            "low": one["low"],
            "high": _dose_or(one["high"], "" if one["low"] is None else "no end in them"),
            "as": f"{one['agent']} {one['dose']:g}",
        }
        for one in told["equivalent"]
    ]
    return Grid.of("dose_equivalent", "Equivalent doses", heads, rows)


def _dose_or(dose: float | None, otherwise: str) -> str:
    return otherwise if dose is None else f"{dose:.3g}"


def _curves(measure: str, told: Json) -> Grid:
    of = effects(measure)
    heads = (
        Head("agent", "Agent"),
        Head("dose", "dose", significant(4)),
        Head("estimate", "effect", of),
        Head("low", "low", of),
        Head("high", "high", of),
    )
    return Grid.of("dose_curves", "The curves", heads, list(_curve_rows(told)))


def _curve_rows(told: Json) -> Iterable[dict[str, Cell]]:
    for agent in told["agents"]:
        for one in agent["curve"]:
            ends = one["ci"] or (None, None)
            yield {**_plain(one, "dose", "estimate"), "agent": agent["agent"], "low": ends[0], "high": ends[1]}
