"""Cells of people: words for yes and no, proportions, and names of columns."""

import pytest

from dorsal.trials.people.person_cell import column_of, share, zero_or_one


def test_columns_are_found_without_regard_to_case_and_punctuation():
    assert column_of(("Age (years)", "Mean.Age"), ["age_mean", "mean_age"]) == 1
    assert column_of(("BMI", "bmi "), ["bmi"]) is None
    assert column_of(("x",), ["age"]) is None


@pytest.mark.parametrize(("value", "way_out"), [(62.0, "write 0.62, if 62 % are meant"), (-0.1, "correct it")])
def test_a_proportion_lies_between_0_and_1(value, way_out):
    assert share(0.62) is None
    wrong = share(value)
    assert wrong is not None
    assert wrong.remedy == way_out


def test_an_event_is_had_or_not():
    assert zero_or_one(1.0) is None
    assert zero_or_one(2.0) is not None
