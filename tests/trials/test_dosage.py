"""An agent with its dose, and the name of the two."""

import math

import pytest

from dorsal.errors import EvidenceError
from dorsal.trials.dosage import Dosage


@pytest.mark.parametrize(
    ("dosage", "name"),
    [
        (Dosage("ibuprofen", 400.0), "ibuprofen 400"),
        (Dosage("ibuprofen", 0.5), "ibuprofen 0.5"),
        (Dosage("placebo", 0.0), "placebo"),
        (Dosage("units", 1234567.0), "units 1234567"),
        (Dosage("usual care"), "usual care"),
        (Dosage("b+a", 3.0), "a+b 3"),
    ],
)
def test_names(dosage, name):
    assert dosage.name == name


@pytest.mark.parametrize("dose", [-1.0, math.nan, math.inf])
def test_a_dose_is_a_number_from_zero_up(dose):
    with pytest.raises(EvidenceError, match="from 0 up"):
        Dosage("a", dose)
