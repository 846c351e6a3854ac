"""Further questions to a fit in a terminal: one table each, from the same object as the JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.inquiry import Subject, inquiry_json
from dorsal.faces.numbers import number, p_value

Json = Any
NUMBER = 11
DOMAIN = 8
MOST_ROWS = 30
"""Rows shown of a table; the JSON has them all."""


def show_inquiry(screen: Screen, subject: Subject) -> None:
    """Every question asked, under a heading of its own."""
    for key, found in inquiry_json(subject).items():
        VIEWS[key](screen, found)


def _table(screen: Screen, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A first column of words, the others numbers."""
    width = screen.width - (NUMBER + 1) * (len(heads) - 1)
    columns = [Column(heads[0], width), *(Column(head, NUMBER, right=True) for head in heads[1:])]
    screen.table(columns, rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        screen.say(f"... and {len(rows) - MOST_ROWS} more, all in --json.", style="dim")


def _n(value: float | None, digits: int = 3) -> str:
    return "" if value is None or not math.isfinite(value) else number(value, digits)


def _pair(row: Mapping[str, Any]) -> str:
    return f"{row['treat1']} against {row['treat2']}"


def _splits(screen: Screen, found: Json) -> None:
    screen.heading("Direct against indirect evidence (node-splitting)")
    if not found:
        screen.say("No comparison has both direct and indirect evidence.")
        return
    rows = [
        [_pair(r), _n(r["direct"]), _n(r["indirect"]), _n(r["difference"]), p_value(r["p"])]
        for r in sorted(found, key=lambda r: r["p"])
    ]
    _table(screen, ["Comparison", "direct", "indirect", "difference", "P"], rows)


def _posterior(screen: Screen, found: Json) -> None:
    screen.heading("Exact posterior")
    screen.say(f"Prior of tau {found['prior_tau']}, of effects {found['prior_effect']}; no sampling.")
    rows = [["tau", *_posterior_row(found["tau"]), ""]]
    for e in found["effects"]:
        sucra = found["sucra"].get(e["treatment"])
        rows.append([f"{e['treatment']} against {e['reference']}", *_posterior_row(e), _n(sucra)])
    _table(screen, ["", "mean", "2.5 %", "97.5 %", "SUCRA"], rows)
    dic = found["dic"]
    screen.say(
        f"Residual deviance {_n(dic['deviance'], 1)}, pD {_n(dic['p_d'], 1)}, DIC {_n(dic['dic'], 1)}; "
        f"error of the integral at most {found['error']:.1g} posterior SDs.",
        style="dim",
    )


def _posterior_row(moments: Mapping[str, Any]) -> list[str]:
    return [_n(moments["mean"]), _n(moments["quantiles"]["0.025"]), _n(moments["quantiles"]["0.975"])]


def _contribution(screen: Screen, found: Json) -> None:
    screen.heading(f"Contributions ({found['method']})")
    for estimate in found["estimates"][:MOST_ROWS]:
        shares = [f"{s['study']} {100 * s['share']:.0f} %" for s in estimate["studies"][:5]]
        more = len(estimate["studies"]) - len(shares)
        tail = f" and {more} more" if more > 0 else ""
        screen.say(f"{_pair(estimate)}: {', '.join(shares)}{tail}", first="  ", indent=4)


def _leave_one_out(screen: Screen, found: Json) -> None:
    screen.heading("Leaving out each study")
    rows = [
        [
            r["study"],
            _n(r["tau2"]),
            _largest_shift(r["effects"]),
            _n(r["cook"]),
            "" if r["p"] is None else p_value(r["p"]),
        ]
        for r in sorted(found, key=lambda r: -r["cook"])
    ]
    _table(screen, ["Without", "tau2", "shift", "Cook", "P"], rows)
    screen.say(
        "Shift: the largest change of an effect against the reference. P: of the study against the rest.", style="dim"
    )


def _largest_shift(effects: Iterable[Mapping[str, Any]]) -> str:
    shifts = [e["shift"] for e in effects if e["shift"] is not None]
    return _n(max(shifts, key=abs)) if shifts else ""


def _interaction(screen: Screen, found: Json) -> None:
    screen.heading("Do parts do more, or less, together?")
    if not found["interactions"]:
        screen.say("No interaction of components makes the additive model better (BIC).")
        return
    rows = [
        [" and ".join(i["components"]), _n(i["estimate"]), _n(i["ci"][0]), _n(i["ci"][1])]
        for i in found["interactions"]
    ]
    _table(screen, ["Together", "effect", "low", "high"], rows)


def _design_by_treatment(screen: Screen, found: Json) -> None:
    screen.heading("Do designs disagree? (design-by-treatment interaction)")
    if found["p"] is None:
        screen.say("No two designs could disagree.")
        return
    screen.say(f"Q = {_n(found['q'], 2)} on {found['df']} df, {p_value(found['p'])}, at tau2 {_n(found['tau2'])}.")
    rows = [[" : ".join(d["design"]), _n(d["q"], 2), str(d["df"]), "" if d["p"] is None else p_value(d["p"])]
            for d in found["detached"]]  # fmt: skip
    if rows:
        _table(screen, ["With this design detached", "Q", "df", "P"], rows)


def _confidence(screen: Screen, found: Json) -> None:
    screen.heading("Confidence (CINeMA)")
    marks = {"no concerns": "no", "some concerns": "some", "major concerns": "major"}
    heads = ["study bias", "report. bias", "in- direct", "im- precise", "hetero- geneity", "inco- herent", "level"]
    columns = [Column("Comparison", screen.width - len(heads) * (DOMAIN + 1)), *(Column(h, DOMAIN) for h in heads)]
    rows = [[_pair(r), *(marks[d["concern"]] for d in r["domains"]), r["level"]] for r in found]
    screen.table(columns, rows[:MOST_ROWS])
    screen.say(
        "Concerns by CINeMA's rules; the reasons are in --json. Reporting bias was not assessed, indirectness only "
        "where the table has a column for it.",
        style="dim",
    )


def _rare_events(screen: Screen, found: Json) -> None:
    screen.heading(f"Odds ratios from the counts ({found['method']}, common effect)")
    rows = [
        [f"{e['treatment']} against {e['reference']}", _n(e["estimate_ratio"], 2), *(_n(x, 2) for x in e["ci_ratio"])]
        for e in found["effects"]
    ]
    _table(screen, ["Comparison", "odds ratio", "low", "high"], rows)
    if found["left_out"]:
        said = dict.fromkeys(f"study {x['study']}: {x['reason']}" for x in found["left_out"])
        screen.items(list(said)[:MOST_ROWS], style="dim")


VIEWS: Mapping[str, Callable[[Screen, Json], None]] = {
    "node_splits": _splits,
    "posterior": _posterior,
    "contribution": _contribution,
    "leave_one_out": _leave_one_out,
    "interaction": _interaction,
    "design_by_treatment": _design_by_treatment,
    "confidence": _confidence,
    "rare_events": _rare_events,
}
