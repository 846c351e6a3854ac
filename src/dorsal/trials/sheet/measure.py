"""The measure that a table asks for by its columns, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from dorsal.trials.sheet.vocabulary import EffectKind
from dorsal.trials.study import ORDERED, Result

OTHERWISE = "ask for another with measure=... (--measure on the command line)"
OF_REPORTS = {
    "events": "OR",
    "ordered": "OR",
    "rate": "IRR",
    "or": "OR",
    "rr": "RR",
    "hr": "HR",
    "irr": "IRR",
    "smd": "SMD",
    "rmst": "RMST",
    "spd": "SPD",
}
WORDS = {"OR": "events among people", "IRR": "events over person-time", "MD": "means"}


def as_asked(note: str, guess: str, asked: str) -> str:
    """A note of a table whose measure was asked for: what the table would suggest, and no hint to ask."""
    own = f"Measure: {guess}, "
    if asked != guess and note.startswith(own):
        note = f"Measure: {asked}, as asked; by itself it would be {guess}, {note.removeprefix(own)}"
    return note.replace(f"; {OTHERWISE}", "")


def of_results(results: Iterable[Result]) -> tuple[str, str]:
    """The measure of what most results report, records apart, and a note that says so."""
    found = [result for result in results if result.use != "record"]
    counts = Counter(OF_REPORTS.get(result.reported.split("_")[0], "MD") for result in found)
    measure = max(counts, key=lambda name: counts[name], default="MD")
    if measure == "IRR" and counts["HR"]:
        measure = "HR"  # rates give hazard ratios, and not the other way round
    if all(result.reported == ORDERED for result in found):
        what = "people in ordered categories, and it is of a higher one (proportional odds)"
        return measure, f"Measure: {measure}, for the table has {what}; {OTHERWISE}."
    what = WORDS.get(measure, f"contrasts that are called {measure}")
    share = "" if len(counts) < 2 else " most rows of"
    return measure, f"Measure: {measure}, for{share} the table{' have' if share else ' has'} {what}; {OTHERWISE}."


def of_contrasts(kind: EffectKind, column: str) -> tuple[str, str]:
    """The measure that the column of effects is named for; a mean difference where it does not say."""
    if kind.measure:
        return kind.measure, f"Measure: {kind.measure}, by the name of the column {column!r}; {OTHERWISE}."
    return "MD", (
        f"Measure: the column {column!r} does not say what its effects are; they are taken as mean differences (MD), "
        f"or, if a ratio is asked, as its logarithms (efficacies: call the column VE); {OTHERWISE}."
    )
