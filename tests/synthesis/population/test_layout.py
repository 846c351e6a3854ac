"""Which parameters an arm takes, by each kind of interaction."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.population.layout import layout_of

NAMES = {"treatments": ("a", "b", "c", "d"), "covariates": ("age", "male")}
PLACE = {"centre": np.array([50.0, 0.5]), "scale": np.array([10.0, 0.5])}
MEAN = np.array([60.0, 0.75])
"""One SD of age, and half of one of sex, from the centre."""


def effects(**more):
    return layout_of(**NAMES, **PLACE, **more)


@pytest.mark.parametrize(
    ("more", "size", "of_d"),
    [
        ({"interaction": "shared"}, 7, [0, 0, 1, 0, 0, 1.0, 0.5]),
        ({"interaction": "independent"}, 11, [0, 0, 1, 0, 0, 0, 0, 0, 0, 1.0, 0.5]),
        ({"interaction": "class", "classes": {"b": "x", "c": "x"}}, 9, [0, 0, 1, 0, 0, 0, 0, 1.0, 0.5]),
        ({"interaction": "shared", "prognostic": ("male",)}, 6, [0, 0, 1, 0, 0, 1.0]),
    ],
)
def test_average_effects_as_sums_of_parameters(more, size, of_d):
    found = effects(**more)
    assert found.size == size
    assert found.effects(MEAN)[3].tolist() == of_d
    assert not found.effects(MEAN)[0].any()


def test_the_control_is_not_the_reference():
    found = effects(interaction="shared", prognostic=("male",), control="c")
    assert found.control == "c"
    assert found.effects(MEAN)[1].tolist() == [1, 0, 0, 0, 0, 0.0]  # b and a change alike
    assert found.effects(MEAN)[2].tolist() == [0, 1, 0, 0, 0, -1.0]
    assert effects(interaction="class", classes={"b": "x", "d": "x"}, control="c").groups == ("a", "x")


def test_what_is_refused():
    with pytest.raises(OptionError, match="control e: no treatment of the model"):
        effects(control="e")
    with pytest.raises(OptionError, match="got 'own'"):
        effects(interaction="own")
    with pytest.raises(OptionError, match="bmi: no covariate"):
        effects(prognostic=("bmi",))
