"""Responses and their derivatives."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.population.links import FAMILIES, family_of

ETA = np.linspace(-4.0, 2.5, 14)


@pytest.mark.parametrize("name", FAMILIES)
def test_derivatives_are_those_of_differences(name):
    response, step = family_of(name).response, 1e-5
    value, rest, slope, bend = response(ETA)
    ahead, behind = response(ETA + step), response(ETA - step)
    assert slope == pytest.approx((ahead[0] - behind[0]) / (2 * step), abs=1e-8)
    assert bend == pytest.approx((ahead[2] - behind[2]) / (2 * step), abs=1e-8)
    if name.startswith("binomial"):
        assert value + rest == pytest.approx(np.ones_like(ETA))
        assert family_of(name).counts.fitted(ETA, np.ones_like(ETA)) == pytest.approx(value)


def test_only_what_has_a_model_of_people():
    with pytest.raises(OptionError, match="ordered-logit"):
        family_of("ordered-logit")
