"""Posted results become number sets. Every study here is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dorsal.errors import SheetError
from dorsal.trials.sheet import Sheet, read
from dorsal.trials.study import Result

GROUPS = [{"id": "OG000", "title": "Drug A"}, {"id": "OG001", "title": "Placebo"}]
DENOMS = [
    {
        "units": "Participants",
        "counts": [{"groupId": "OG000", "value": "40"}, {"groupId": "OG001", "value": "41"}],
    }
]


def measure(kind: str, spread: str, first: dict[str, str], second: dict[str, str], **more: Any) -> dict[str, Any]:
    numbers = [{"groupId": group, **cells} for group, cells in (("OG000", first), ("OG001", second))]
    return {
        "title": "Pain score", "paramType": kind, "dispersionType": spread, "unitOfMeasure": "mm",
        "timeFrame": "12 weeks", "groups": GROUPS, "denoms": DENOMS,
        "classes": [{"categories": [{"measurements": numbers}]}], **more,
    }  # fmt: skip


def study(*measures: dict[str, Any], nct: str = "NCT00000001") -> dict[str, Any]:
    return {
        "protocolSection": {"identificationModule": {"nctId": nct, "briefTitle": "A made-up trial"}},
        "resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": list(measures)}},
    }


def sheet(folder: Path, whole: Any) -> Sheet:
    path = folder / "results.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return read(path)


def first_result(folder: Path, *measures: dict[str, Any]) -> Result:
    return sheet(folder, study(*measures)).studies[0].results[0]


def test_a_study_keeps_its_number_and_title(tmp_path: Path) -> None:
    found = sheet(tmp_path, study(measure("MEAN", "Standard Deviation", {"value": "3", "spread": "2"}, {"value": "4"})))
    (trial,) = found.studies
    assert (trial.id, trial.registration, trial.title) == ("NCT00000001", "NCT00000001", "A made-up trial")
    assert [result.row for result in trial.results] == ["NCT00000001 measure 1 OG000"]
    assert "mean with standard deviation (1)" in " ".join(found.notes)


@pytest.mark.parametrize(
    ("kind", "spread", "numbers", "reported", "read_as"),
    [
        ("MEAN", "STANDARD_DEVIATION", {"spread": "2.5"}, "mean_sd", {"sd": 2.5}),
        ("MEAN", "Standard Error", {"spread": "0.5"}, "mean_se", {"se": 0.5}),
        ("LEAST_SQUARES_MEAN", "Standard Error", {"spread": "0.5"}, "mean_se", {"se": 0.5, "adjusted": "yes"}),
        ("MEAN", "95% Confidence Interval", {"lowerLimit": "2", "upperLimit": "4"}, "mean_ci", {"ci_level": 0.95}),
        ("MEAN", "CONFIDENCE_975", {"lowerLimit": "2", "upperLimit": "4"}, "mean_ci", {"ci_level": 0.975}),
        ("MEDIAN", "Inter-Quartile Range", {"lowerLimit": "2", "upperLimit": "4"}, "median_iqr", {"quartiles": (2, 4)}),
        ("MEDIAN", "Full Range", {"lowerLimit": "0", "upperLimit": "9"}, "median_range", {"extremes": (0, 9)}),
        ("COUNT_OF_PARTICIPANTS", "", {}, "events", {}),
    ],
)
def test_numbers_are_read_by_their_kind(
    tmp_path: Path, kind: str, spread: str, numbers: dict[str, str], reported: str, read_as: dict[str, Any]
) -> None:
    cells = {"value": "3", **numbers}
    result = first_result(tmp_path, measure(kind, spread, cells, cells))
    assert (result.reported, result.value, result.arms[0].treatment, result.arms[0].n) == (reported, 3.0, "Drug A", 40)
    assert {name: getattr(result, name) for name in read_as} == read_as


def test_a_change_is_a_change(tmp_path: Path) -> None:
    cells = {"value": "-3", "spread": "2"}
    title = "Change From Baseline in Pain at Week 12"
    assert (
        first_result(tmp_path, measure("MEAN", "Standard Deviation", cells, cells, title=title)).reported == "change_sd"
    )


def test_a_number_counts_people_only_if_its_unit_says_so(tmp_path: Path) -> None:
    cells = {"value": "12"}
    assert (
        first_result(tmp_path, measure("NUMBER", "", cells, cells, unitOfMeasure="Participants")).reported == "events"
    )
    with pytest.raises(SheetError, match=r"no posted results that can be read \(number\)"):
        sheet(tmp_path, study(measure("NUMBER", "", cells, cells, unitOfMeasure="percentage of participants")))


def test_classes_and_repeated_titles_are_outcomes_of_their_own(tmp_path: Path) -> None:
    numbers = [{"groupId": "OG000", "value": "3"}, {"groupId": "OG001", "value": "5"}]
    classes = [{"title": week, "categories": [{"measurements": numbers}]} for week in ("Week 4", "Week 8")]
    parted = measure("COUNT_OF_PARTICIPANTS", "", {}, {}, classes=classes)
    later = measure("COUNT_OF_PARTICIPANTS", "", {"value": "1"}, {"value": "2"}, timeFrame="1 year")
    results = sheet(tmp_path, study(parted, later)).studies[0].results
    assert list(dict.fromkeys(result.outcome for result in results)) == [
        "Pain score (12 weeks): Week 4", "Pain score (12 weeks): Week 8", "Pain score (1 year)",
    ]  # fmt: skip


def test_the_answer_to_a_search_holds_several_studies(tmp_path: Path) -> None:
    one = measure("COUNT_OF_PARTICIPANTS", "", {"value": "1"}, {"value": "2"})
    found = sheet(tmp_path, {"studies": [study(one), study(one, nct="NCT00000002"), {"protocolSection": {}}]})
    assert [trial.id for trial in found.studies] == ["NCT00000001", "NCT00000002"]


def test_wrong_numbers_name_the_measure_and_the_group(tmp_path: Path) -> None:
    many = measure("COUNT_OF_PARTICIPANTS", "", {"value": "99"}, {"value": "2"})
    with pytest.raises(SheetError, match=r"number set 1, row NCT00000001 measure 1 OG000.*99 events among 40 people"):
        sheet(tmp_path, study(many))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"protocolSection": {}}', "no posted results"),
        ('{"protocolSection": {},\n "resultsSection": ', r"line 2.*not whole JSON"),
        ('{"resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": "none"}}}', "no posted results"),
    ],
)
def test_a_file_without_results_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SheetError, match=problem):
        read(path)
