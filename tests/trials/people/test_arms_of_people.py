"""People summed up beside printed arms."""

import pandas as pd
import pytest

import dorsal
from dorsal.errors import SheetError
from dorsal.trials.people.arms_of_people import with_people
from dorsal.trials.people.person_table import read_people
from tests.trials.people.written import ARMS, PEOPLE, written


def people(folder, text=PEOPLE):
    return read_people(written(folder, text, "people.csv"), ["age", "male"])


def test_arms_are_counted(tmp_path):
    sheet = dorsal.read(written(tmp_path, ARMS))
    both = with_people(sheet, people(tmp_path))
    assert [study.id for study in both.studies] == ["S3", "S4", "S1", "S2"]
    drug = next(s for s in both.studies if s.id == "S1").results[0]
    assert (drug.reported, drug.value, drug.arms[0].n, drug.outcome) == ("events", 1.0, 2, "outcome")
    assert drug.row == "people.csv, drug in S1"
    assert "People: 6 of S1, S2 from people.csv, summed up by arm." in both.notes
    assert both.data_hash not in (sheet.data_hash, people(tmp_path).data_hash)


def test_scores_become_means_with_their_sds():
    frame = pd.DataFrame({"study": ["S"] * 4, "treatment": list("aabb"), "score": [1.0, 3.0, 5.0, 5.5], "x": range(4)})
    alone = with_people(None, read_people(frame, ["x"]))
    assert alone.measure_guess == "MD"
    first = alone.studies[0].results[0]
    assert (first.reported, first.value, first.sd) == ("mean_sd", 2.0, pytest.approx(2.0**0.5))


def test_what_does_not_go_together(tmp_path):
    sheet = dorsal.read(written(tmp_path, ARMS))
    text = PEOPLE.replace("S2", "S3").replace("placebo", "Placebo")
    with pytest.raises(SheetError) as caught:
        with_people(sheet, people(tmp_path, text))
    told = [str(fault) for fault in caught.value.faults]
    assert told[0] == "the studies: 'S3': the study stands in both tables; delete it from one of them"
    assert told[1] == "the treatments: 'Placebo': table.csv writes it 'placebo'; write both alike"
    scores = pd.DataFrame({"study": ["S"] * 2, "treatment": list("ab"), "score": [1.0, 3.0], "x": [1, 2]})
    with pytest.raises(SheetError, match=r"the people have scores, and no arm of table\.csv has"):
        with_people(sheet, read_people(scores, ["x"]))
