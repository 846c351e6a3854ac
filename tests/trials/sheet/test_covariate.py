"""Columns of a table as covariates of its studies."""

from __future__ import annotations

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import read

ARMS = """study,treatment,events,n,Mean age,setting,dose
a,x,1,10,40,clinic,1
a,y,2,30,44,clinic,
b,x,3,10,50,home,2
b,z,4,20,50,home,2
c,x,3,10,,clinic,3
c,z,4,20,,,3
"""


def table(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_words_and_what_is_missing(tmp_path):
    sheet = read(table(tmp_path, ARMS), covariates=["mean_age", "setting", "dose"])
    a, b, c = (study.covariates for study in sheet.studies)
    assert a == {"mean_age": pytest.approx(43.0), "setting": "clinic", "dose": 1.0}  # (40 * 10 + 44 * 30) / 40
    assert b == {"mean_age": 50.0, "setting": "home", "dose": 2.0}
    assert c == {"setting": "clinic", "dose": 3.0}
    notes = " ".join(sheet.notes)
    assert "Covariate mean_age: of 1 study whose rows differ the mean is taken" in notes
    assert "Covariates of the studies: 'Mean age', 'setting', 'dose'." in notes
    assert "Columns not used" not in notes


def test_a_column_with_a_role_may_be_a_covariate_too(tmp_path):
    text = "study,treat1,treat2,TE,seTE,year\n1,b,a,1,0.5,1999\n2,b,a,2,0.5,2004\n"
    sheet = read(table(tmp_path, text), covariates=["year"])
    assert [(study.year, study.covariates["year"]) for study in sheet.studies] == [(1999, 1999.0), (2004, 2004.0)]


def test_rows_of_one_study_that_say_different_words_and_columns_that_are_not_there(tmp_path):
    text = ARMS.replace("a,y,2,30,44,clinic,", "a,y,2,30,44,home,")
    with pytest.raises(SheetError) as found:
        read(table(tmp_path, text), covariates=["setting", "weight"])
    said = str(found.value)
    assert "2 faults" in said
    assert "no such column" in said
    assert "the columns are study, treatment, events, n, Mean age, setting, dose" in said
    assert "line 3 (study a): 'home': another row of the study says 'clinic' in the column setting" in said


def test_without_being_asked_nothing_is_kept(tmp_path):
    assert all(study.covariates == {} for study in read(table(tmp_path, ARMS)).studies)
