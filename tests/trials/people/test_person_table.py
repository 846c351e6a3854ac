"""A table of people becomes numbers, or an error with all of its faults."""

import numpy as np
import pandas as pd
import pytest

from dorsal.errors import SheetError
from dorsal.trials.people.person_table import read_people
from tests.trials.people.written import PEOPLE, written


def test_people_are_read_as_they_stand(tmp_path):
    found = read_people(written(tmp_path, PEOPLE), ["age", "male"])
    assert found.kind == "events"
    assert found.studies == ("S1", "S2")
    assert found.treatment[:3] == ("drug", "drug", "placebo")
    assert found.y.tolist() == [1, 0, 0, 1, 0, 1]
    assert found.x[:3].tolist() == [[41, 1], [52, 0], [47, 1]]
    assert found.yes_or_no == (False, True)
    assert found.size.tolist() == [1] * 6


@pytest.mark.parametrize(
    ("columns", "kind", "y", "size"),
    [
        ({"score": [4.5, 3.0, 2.0, 1.0]}, "mean", [4.5, 3.0, 2.0, 1.0], [1, 1, 1, 1]),
        ({"events": [2, 0, 1, 0], "exposure": [1.5, 2, 3, 4]}, "rate", [2, 0, 1, 0], [1.5, 2, 3, 4]),
    ],
)
def test_scores_and_counts_over_time(columns, kind, y, size):
    frame = pd.DataFrame({"study": ["S"] * 4, "treatment": ["a", "a", "b", "b"], "age": [1, 2, 3, 4], **columns})
    found = read_people(frame, ["age"])
    assert found.kind == kind
    assert found.y.tolist() == y
    assert found.size.tolist() == size


def test_any_column_by_its_name():
    frame = pd.DataFrame({"s": ["S", "S"], "given": ["a", "b"], "pain": [3.5, 2.5], "x": [1, 2]})
    found = read_people(frame, ["x"], columns={"study": "s", "treatment": "given", "mean": "pain"})
    assert found.y.tolist() == [3.5, 2.5]


def test_who_misses_something_is_left_out_and_counted(tmp_path):
    found = read_people(written(tmp_path, PEOPLE + "S2,drug,NA,1,1\nS2,drug,44,1,\n"), ["age", "male"])
    assert len(found.y) == 6
    assert found.left_out == 2
    assert "2 of 8 people are left out, for something is missing: outcome (1), age (1)." in found.notes
    assert np.isfinite(found.x).all()


def test_every_fault_is_told_at_once(tmp_path):
    text = PEOPLE.replace("39,1,0", "thirty,1,0").replace("60,0,1", "60,0,3") + "S5,drug,50,1,1\nS2,,50,1,1\n"
    with pytest.raises(SheetError) as caught:
        read_people(written(tmp_path, text), ["age", "male"])
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == 4
    assert told[0].startswith("line 5 (study S1), column event: '3': one person has an event or has none")
    assert "line 6 (study S2), column age: 'thirty': it is text where a number belongs" in told[1]
    assert "line 8 (study S5), column trial: 'S5': all people of the study have the same treatment" in told[2]
    assert "line 9 (study S2), column arm: the treatment is missing" in told[3]


def test_every_column_that_is_not_there(tmp_path):
    with pytest.raises(SheetError) as caught:
        read_people(written(tmp_path, "who,age\nx,40\n"), ["age", "bmi"])
    told = " | ".join(str(fault) for fault in caught.value.faults)
    assert "recognised as the study; say which it is" in told
    assert "--people-map treatment=NAME" in told
    assert "recognised as the outcome of a person; name it event or score" in told
    assert "'bmi': there is no such column to adjust for; the columns are who, age" in told
