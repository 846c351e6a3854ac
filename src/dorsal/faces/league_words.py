"""How a cell of a league table is read: what it is of its row and column, and on which side the row is better."""

from __future__ import annotations

from dorsal.faces.numbers import HARD_SPACE, is_ratio
from dorsal.trials.effect_options import EFFICACIES

EFFICACY_BETTER = "fewer events are better: a higher efficacy"


def null_words(measure: str) -> str:
    """What no difference is, as people read the measure: 1 for ratios, else 0."""
    return f"0{HARD_SPACE}%" if measure in EFFICACIES else "1" if is_ratio(measure) else "0"


def joined_words(measure: str) -> str:
    """What a league's cell is, between its row and its column: "minus", "divided by"."""
    return "against" if measure in EFFICACIES else "divided by" if is_ratio(measure) else "minus"


def favoured_side(good: str, measure: str) -> str:
    """On which side of no difference the row is better, as people read the measure: "Below", "Above" or ""."""
    sides = {"lower": "Below", "higher": "Above"}
    if measure in EFFICACIES:
        sides = {"lower": "Above", "higher": "Below"}
    return sides.get(good, "")
