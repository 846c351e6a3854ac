"""A new topic works as it stands, and nothing is ever overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from dorsal.errors import OptionError
from dorsal.topics.check import check
from dorsal.topics.loader import load
from dorsal.topics.new import new


def test_a_new_topic_passes_the_check(tmp_path: Path) -> None:
    written = new(tmp_path / "Neck pain")
    assert {path.name for path in written} == {
        "topic.toml", "treatments.csv", "scales.csv", "studies.csv", "results.csv",
    }  # fmt: skip
    assert check(tmp_path / "Neck pain").uses == {"main": 6, "sensitivity": 0, "record": 0}
    assert load(tmp_path / "Neck pain").name == "neck_pain"


def test_it_says_that_its_numbers_are_invented(tmp_path: Path) -> None:
    new(tmp_path)
    topic = load(tmp_path)
    assert "invented" in topic.settings.notes["caution"]
    assert all("invented" in study.label for study in topic.studies)


@pytest.mark.parametrize("name", ["results.csv", "anything", ".hidden"])
def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(OptionError, match="not an empty folder; name a new one, nothing was written"):
        new(tmp_path)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OptionError, match="nothing was written"):
        new(tmp_path / "file")
    with pytest.raises(OptionError, match="cannot be written to"):
        new(tmp_path / "file" / "below")
