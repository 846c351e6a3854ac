"""Reading the bundled topic and a user's own."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from importlib.resources import files
from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.topics.loader import Topic, bundled, load
from dorsal.topics.new import new


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load()


def test_the_bundled_topic_is_found_by_name() -> None:
    assert bundled() == ("low_back_pain",)


def test_every_row_of_the_tables_is_loaded(topic: Topic) -> None:
    assert (len(topic.studies), sum(len(study.results) for study in topic.studies)) == (83, 368)
    assert (len(topic.treatments), len(topic.scales)) == (42, 32)
    beside = {name: len(rows) for name, rows in topic.tables.items()}
    assert (beside["reviews"], beside["narrative"], beside["harms"]) == (178, 19, 116)


def test_a_result_says_what_its_row_says(topic: Topic) -> None:
    trial = next(study for study in topic.studies if study.id == "med39734")
    needled, alone = trial.results
    assert (needled.row, needled.treatments, needled.arms[0].n) == ("LBP0027", ("dry_needling+manipulation",), 57)
    assert (needled.reported, needled.value, needled.sd, needled.baseline, needled.baseline_sd) == (
        "mean_sd", 10.92, 3.534, 13.67, 3.904,
    )  # fmt: skip
    assert (alone.weeks, alone.use, alone.scale) == (8, "sensitivity", "RMDQ_0_24")


def test_risk_of_bias_is_kept_as_printed(topic: Topic) -> None:
    judged = [study.bias.overall for study in topic.studies]
    counts = {judgement: judged.count(judgement) for judgement in set(judged)}
    assert counts == {"not_assessed": 70, "some": 7, "low": 2, "unclear": 2, "high": 2}


def test_the_question_and_its_rules_come_from_the_folder(topic: Topic) -> None:
    assert (topic.reference, topic.settings.focus, topic.settings.inactive) == (
        "usual_care", "dry_needling", ("no_treatment",),
    )  # fmt: skip
    assert [outcome.code for outcome in topic.headlines] == ["pain", "disability"]
    assert (topic.outcomes["pain"].mic, topic.outcomes["disability"].mic) == (20, 10)
    assert all("Ostelo 2008" in outcome.mic_source for outcome in topic.headlines)
    assert all("disagree" in outcome.mic_note for outcome in topic.headlines)
    assert [topic.measure(outcome) for outcome in ("pain", "responder", "range_of_motion")] == ["MD100", "RR", "SMD"]


@pytest.mark.parametrize(
    ("weeks", "name"),
    [(0, "immediate"), (2, "immediate"), (2.5, "short"), (13, "short"), (13.1, "intermediate"), (39, "intermediate"),
     (40, "long"), (156, "long")],
)  # fmt: skip
def test_a_week_lies_in_one_window(topic: Topic, weeks: float, name: str) -> None:
    assert [window.name for window in topic.windows.values() if window.holds(weeks)] == [name]


def test_synonyms_and_combinations_resolve(topic: Topic) -> None:
    assert topic.treatments.resolve("Exercise therapy + trigger point dry needling") == "dry_needling+exercise"
    assert topic.treatments.resolve("physiotherapy") == "physical_therapy"


def test_every_question_that_can_be_asked_is_listed(topic: Topic) -> None:
    assert len(topic.questions()) == len(topic.outcomes) * len(topic.windows)


def test_the_hash_tells_data_apart(topic: Topic, tmp_path: Path) -> None:
    new(tmp_path)
    first = load(tmp_path).data_hash
    assert first == load(tmp_path).data_hash != topic.data_hash
    with (tmp_path / "studies.csv").open("a") as table:
        table.write("\n")
    assert load(tmp_path).data_hash != first


def test_a_topic_cannot_be_changed(topic: Topic) -> None:
    with pytest.raises(FrozenInstanceError):
        topic.data_hash = ""  # type: ignore[misc]


def test_the_code_says_nothing_about_backs(topic: Topic) -> None:
    """Another topic works without a line of Python: no code of this one stands in the package."""
    names = {code for code in (*topic.treatments, *topic.scales, *topic.windows, *topic.outcomes) if "_" in code}
    source = [path.read_text() for path in Path(str(files("dorsal"))).rglob("*.py")]
    assert not [name for name in names for text in source if f'"{name}"' in text]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "studies.csv").unlink(), "'studies.csv': the file is missing"),
        (lambda folder: (folder / "topic.toml").write_bytes(b"\xff\xfe\x00"), "topic.toml: it is not TOML"),
        (lambda folder: (folder / "results.csv").write_bytes(bytes(range(256))), "it is not UTF-8"),
        (lambda folder: (folder / "results.csv").write_bytes(b""), "column row_id: the column is missing"),
        (lambda folder: (folder / "scales.csv").write_text('instrument,label\n"open'), "it is not CSV"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(tmp_path: Path, spoil: object, said: str) -> None:
    new(tmp_path)
    assert callable(spoil)
    spoil(tmp_path)
    with pytest.raises(TopicError) as caught:
        load(tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize("place", ["nowhere", "a_file"])
def test_what_is_no_folder_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "a_file").write_text("text")
    with pytest.raises(TopicError, match="it is not a folder"):
        load(tmp_path / place)
