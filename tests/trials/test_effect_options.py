"""Options are checked at birth."""

from __future__ import annotations

from typing import Any

import pytest

from dorsal.errors import OptionError
from dorsal.trials.effect_options import CHOICES, LIMITS, MEASURES, RATIO_MEASURES, EffectOptions


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_refused_by_name_with_the_allowed_ones(name: str) -> None:
    with pytest.raises(OptionError, match=f"{name} must be one of .*{CHOICES[name][0]}"):
        EffectOptions(**{name: "nonsense"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("correlation", 1.0), ("correlation", -1.0), ("reference_sd", 0.0), ("reference_sd", -3.0), ("increment", 0.0)],
)
def test_limits_are_open(name: str, value: Any) -> None:
    assert name in LIMITS
    with pytest.raises(OptionError, match=f"{name} must lie between"):
        EffectOptions(**{name: value})


def test_what_was_chosen_is_told() -> None:
    assert EffectOptions(measure="OR").told() == ""
    assert EffectOptions(zero_cells="none", increment=0.1).told() == "zero_cells none, increment 0.1"


def test_every_measure_is_allowed_and_has_words() -> None:
    assert set(MEASURES) > RATIO_MEASURES
    assert all(EffectOptions(measure=measure).measure == measure and MEASURES[measure] for measure in MEASURES)
