"""Two fits side by side in a terminal: what went in, and what became of each effect, its certainty, and each rank."""

from __future__ import annotations

from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.difference import Json, nothing_changed
from dorsal.faces.numbers import number

COLUMNS = 14
DIGITS = 3
WORDS = (("studies_added", "Added"), ("studies_removed", "Removed"), ("studies_changed", "Other numbers than before"))


def show_difference(screen: Screen, told: Json) -> None:
    """What changed; one line where nothing did."""
    if nothing_changed(told):
        screen.say("Nothing changed: same data, same options, same result.")
        return
    screen.heading("What changed")
    screen.items(_causes(told))
    tau2 = told["tau2"]
    screen.say(f"tau2: {_said(tau2['first'])} before, {_said(tau2['second'])} now.")
    width = screen.width - 3 * (COLUMNS + 1)
    heads = [Column(head, COLUMNS, right=True) for head in ("before", "now", "change")]
    screen.heading("Effects, on the analysis scale")
    screen.table([Column("Against the reference", width), *heads], [_effect(row) for row in told["effects"]])
    _show_certainty(screen, told)
    moved = [row for row in told["ranks"] if row["first"] != row["second"]]
    screen.heading("Order by P-score")
    if not moved:
        screen.say("As before.")
    else:
        screen.table([Column("Treatment", width), *heads], [_rank(row) for row in moved])


def _show_certainty(screen: Screen, told: Json) -> None:
    screen.heading("Certainty")
    moved = [row for row in told["effects"] if row["certainty_first"] != row["certainty_second"]]
    if not moved:
        screen.say("As before.")
        return
    width = screen.width - 2 * (COLUMNS + 1)
    heads = [Column(head, COLUMNS) for head in ("before", "now")]
    rows = ([_pair(row), row["certainty_first"] or "none", row["certainty_second"] or "none"] for row in moved)
    screen.table([Column("Against the reference", width), *heads], rows)


def _causes(told: Json) -> list[str]:
    said = ["The data: another SHA-256." if told["data_changed"] else "The data: the same."]
    said += [f"Option {row['option']}: {row['first']} before, {row['second']} now." for row in told["options"]]
    for key, word in WORDS:
        if told[key]:
            said.append(f"{word}: {', '.join(told[key])}.")
    if told["first"]["dorsal"] != told["second"]["dorsal"]:
        said.append(f"Dorsal {told['first']['dorsal']} before, {told['second']['dorsal']} now.")
    return said


def _effect(row: Json) -> list[str]:
    return [_pair(row), _said(row["first"]), _said(row["second"]), _said(row["change"])]


def _pair(row: Json) -> str:
    return f"{row['treatment']} vs {row['reference']}"


def _rank(row: Json) -> list[str]:
    old, new = row["first"], row["second"]
    moved = "" if old is None or new is None else f"{new - old:+d}"
    return [row["treatment"], str(old or "none"), str(new or "none"), moved]


def _said(value: float | None) -> str:
    return "none" if value is None else number(value, DIGITS)
