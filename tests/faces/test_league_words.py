"""How a league's cell is read, for differences, ratios and efficacies."""

from __future__ import annotations

import pytest

from dorsal.faces.league_words import favoured_side, joined_words, null_words


@pytest.mark.parametrize(
    ("measure", "null", "joined", "below"),
    [("MD", "0", "minus", "Below"), ("OR", "1", "divided by", "Below"), ("VE", "0 %", "against", "Above")],
)
def test_each_kind_of_measure(measure: str, null: str, joined: str, below: str) -> None:
    assert null_words(measure).replace("\N{NO-BREAK SPACE}", " ") == null
    assert joined_words(measure) == joined
    assert favoured_side("lower", measure) == below
    assert favoured_side("higher", measure) == {"Below": "Above", "Above": "Below"}[below]
    assert favoured_side("", measure) == ""
