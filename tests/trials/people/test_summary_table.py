"""What a table of arms tells of its people."""

import math

import pytest

from dorsal.errors import SheetError
from dorsal.trials.people.summary_table import read_summaries
from tests.trials.people.written import ARMS, COVARIATES, written


def test_means_sds_and_proportions_by_arm(tmp_path):
    found = read_summaries(written(tmp_path, ARMS), COVARIATES)
    assert found.arms["S3", "drug"] == ((61.5, 9.5), (0.4, pytest.approx(math.sqrt(0.24))))
    assert found.columns == ("age_mean", "age_sd", "male")


def test_where_a_row_misses_one_the_study_tells_it(tmp_path):
    found = read_summaries(written(tmp_path, ARMS), COVARIATES)
    assert found.arms["S4", "placebo"][0] == (55.0, 8.0)


def test_rows_of_one_treatment_are_put_together_by_their_people(tmp_path):
    text = "study,treatment,n,events,age_mean,age_sd\nS,a,10,2,40,5\nS,a,30,4,60,5\nS,b,9,1,50,4\n"
    mean, sd = read_summaries(written(tmp_path, text), {"age": False}).arms["S", "a"][0]
    assert mean == pytest.approx(55.0)
    assert sd == pytest.approx(math.sqrt(25.0 + 0.25 * 15.0**2 + 0.75 * 5.0**2))


def test_every_fault_is_told_at_once(tmp_path):
    text = ARMS.replace("9.5,0.4", "-1,62").replace("55,8,0.3", ",,0.3")
    with pytest.raises(SheetError) as caught:
        read_summaries(written(tmp_path, text), COVARIATES)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 3
    assert any("line 2 (study S3), column age_sd: '-1': a standard deviation must be above 0" in one for one in told)
    assert any("column male: '62': a proportion lies between 0 and 1; write 0.62" in one for one in told)
    assert any("line 4 (study S4), column age_mean: no row of the study tells age" in one for one in told)


def test_columns_that_are_not_there(tmp_path):
    with pytest.raises(SheetError, match="no columns tell bmi_mean and bmi_sd of the people of each arm"):
        read_summaries(written(tmp_path, ARMS), {"bmi": False})
    with pytest.raises(SheetError, match="one row per arm"):
        read_summaries(written(tmp_path, "x,age\n1,2\n"), {"age": False})
