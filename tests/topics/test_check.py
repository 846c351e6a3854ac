"""Every fault that `check` can tell, by a table of what is written where and what is said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.topics.check import check
from dorsal.topics.new import new

REVIEWS = "treatment1,treatment2,effect,ci_low,ci_high,source_url\n"

CELLS = [
    # table, row, column, written, said
    ("studies", 0, "n_randomised", "20.5", "n_randomised is '20.5', which is not a whole number"),
    ("studies", 0, "n_randomised", "50", "column n1: '60': more people than the 50 randomised"),
    ("studies", 0, "n_randomised", "1", "a trial needs two people or more"),
    ("studies", 0, "design", "observational", "it is not a known design"),
    ("studies", 0, "source_url", "", "column source_url: the source is missing"),
    ("studies", 0, "population", "", "column population: it is empty"),
    ("studies", 0, "risk_of_bias", "lowish", "'lowish' is not a judgement"),
    ("studies", 0, "study_id", "example2", "column study_id: 'example2': it stands twice"),
    ("studies", 0, "study_id", "", "column study_id: it is empty"),
    ("studies", 2, "study_id", "other", "column study_id: 'example3': this study is not in studies.csv"),
    ("results", 0, "treatment1", "treatment_x", "line 2, row R001 (study example1), column treatment1: 'treatment_x'"),
    ("results", 3, "treatment1", "treatment_a+treatment_a", "names the same part twice"),
    ("results", 0, "instrument", "VAS", "column instrument: 'VAS': it is not in scales.csv"),
    ("results", 0, "outcome", "pian", "column outcome: 'pian': it is not an outcome of the topic"),
    ("results", 0, "measure", "mean_variance", "mean_variance"),
    ("results", 0, "value", "31", "column value: '31': it lies outside NPRS_0_10 (0 to 10)"),
    ("results", 0, "value", "", "column value: it is missing"),
    ("results", 0, "baseline", "12", "column baseline: '12': it lies outside NPRS_0_10"),
    ("results", 0, "sd", "21", "column sd: '21': NPRS_0_10 (0 to 10) cannot spread that widely"),
    ("results", 0, "sd", "-2.1", "sd"),
    ("results", 0, "sd", "2,1x", "2,1x"),
    ("results", 0, "weeks", "-3", "column weeks: '-3'"),
    ("results", 0, "source_url", "", "column source_url: the source is missing"),
    ("results", 0, "use", "record", "column use_reason: use is record, without a reason"),
    ("results", 0, "row_id", "R002", "R002"),
    ("results", 0, "n1", "130", "column n1: '130': more people than the 120 randomised"),
    ("results", 2, "value", "-20", "its interval -14 to 2 does not contain it"),
    ("scales", 1, "high", "5", "column value: '-6': VAS_0_100 (0 to 5) cannot differ by that much"),
    ("scales", 0, "low", "10", "its low end 10.0 is not below its high end 10.0"),
    ("scales", 0, "better", "down", "better is 'down'; write lower, higher, or nothing"),
    ("scales", 0, "outcome", "fatigue", "column outcome: 'fatigue': it is no outcome of the topic"),
    ("scales", 0, "mic", "2", "a MIC without its source"),
    ("treatments", 0, "sham_for", "treatment_z", "column sham_for: 'treatment_z': it is not in treatments.csv"),
    ("treatments", 0, "label", "Treatment B", "names both"),
    ("treatments", 0, "treatment", "a+b", "must be one word"),
]  # fmt: skip

SETTINGS = [
    # written, instead of, said
    ('reference = "usual"', 'reference = "usual_care"', "column reference: 'usual': it is not in treatments.csv"),
    ('focus = "dn"', 'focus = "treatment_a"', "column focus: 'dn': it is not in treatments.csv"),
    ('measure = "SMDX"', 'measure = "MD100"', "column measure: 'SMDX': it is not a measure"),
    ("upto = 20", "upto = 13", "short and long share weeks"),
    ("upto = 5", "upto = 13", "window short: its target, week 8, lies outside it"),
    ('name = "short"', 'name = "long"', "column windows: 'short': it stands twice"),
    ("mic = -20.0", "mic = 20.0", "a MIC needs a value above 0 and its source"),
    ('better = "down"', 'better = "lower"', "better is 'down'"),
    ("headline = 1", "headline = true", "column headline: '1': it is not true or false"),
    ("inactive = [1]", "inactive = []", "column inactive: '[1]': it is not a list of texts"),
    ("colour = 1", "inactive = []", "column colour: it is not known here"),
    ("", 'title = "Which treatment is better? (example)"', "column title: it is missing"),
    ("windows = []", "inactive = []", "it is not TOML (Cannot"),
]


def _write(folder: Path, table: str, row: int, column: str, text: str) -> None:
    path = folder / f"{table}.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row][column] = text
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _said(folder: Path) -> str:
    with pytest.raises(TopicError) as caught:
        check(folder)
    return str(caught.value)


def test_the_bundled_topic_has_no_fault() -> None:
    counts = check()
    assert (counts.tables["studies"], counts.tables["results"]) == (83, 368)
    assert counts.uses == {"main": 247, "sensitivity": 36, "record": 85}
    assert (counts.outcomes["pain"], counts.outcomes["disability"], counts.without_weeks) == (103, 117, 10)
    assert counts.without_results == ()


@pytest.mark.parametrize(("table", "row", "column", "text", "said"), CELLS)
def test_a_wrong_cell_is_found(tmp_path: Path, table: str, row: int, column: str, text: str, said: str) -> None:
    new(tmp_path)
    _write(tmp_path, table, row, column, text)
    assert said in _said(tmp_path)


@pytest.mark.parametrize(("written", "instead_of", "said"), SETTINGS)
def test_a_wrong_setting_is_found(tmp_path: Path, written: str, instead_of: str, said: str) -> None:
    new(tmp_path)
    path = tmp_path / "topic.toml"
    text = path.read_text()
    assert instead_of in text
    path.write_text(text.replace(instead_of, written, 1))
    assert said in _said(tmp_path)


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("reviews", "treatment1,treatment2,effect\na", "it has 1 cells where the header has 3"),
        ("harms", "treatment,source_url\ntreatment_a,u", "harms.csv, column rate: the column is missing"),
        ("reviews", REVIEWS + "treatment_a,treatment_b,-4,-3,1,u", "column effect: '-4': its interval -3 to 1"),
        ("narrative", "treatment1,treatment2,direction\ntreatment_a,treatment_b,better", "column direction: 'better'"),
        ("red_flags", "flag,urgency\nfever,now", "column urgency: 'now'"),
        ("contraindications", "treatment,kind\ntreatment_a,never", "column kind: 'never'"),
    ],
)
def test_a_fault_beside_the_trials_is_found(tmp_path: Path, table: str, text: str, said: str) -> None:
    new(tmp_path)
    (tmp_path / f"{table}.csv").write_text(text)
    assert said in _said(tmp_path)


def test_a_row_that_stands_twice_is_found(tmp_path: Path) -> None:
    new(tmp_path)
    path = tmp_path / "results.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1].replace("R001", "R007") + "\n")
    assert "the same arms, outcome, time and measure stand in R001" in _said(tmp_path)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    new(tmp_path)
    _write(tmp_path, "studies", 0, "design", "observational")
    _write(tmp_path, "results", 0, "value", "31")
    _write(tmp_path, "scales", 1, "mic", "2")
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert caught.value.headline == f"{tmp_path}: 3 faults in the topic"
    assert [fault.column for fault in caught.value.faults] == ["design", "value", "mic_source"]
