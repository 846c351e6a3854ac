"""What `dorsal options --json` prints is what docs/json.md says, and every number has its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dorsal.care.burden import ClinicValues
from dorsal.faces.care_document import options_json
from dorsal.faces.json_document import text
from dorsal.patient.profile import Profile, Weights
from dorsal.patient.screen import screen
from tests.faces.care_examples import PERSON, evidence, example, options_of
from tests.faces.test_json_document import faults

CLINIC = ClinicValues(name="Here", currency="EUR", travel=(40, 40), treatments={"exercise": {"price": (20, 30)}})


def _told(found: Any) -> Any:
    return json.loads(text(options_json(evidence(), found, 1)))


@pytest.mark.parametrize(
    "person",
    [
        PERSON,
        replace(PERSON, weights=Weights(), needle_fear=None),
        Profile(),
        replace(PERSON, weeks=1, answers={"fever": "yes"}),
    ],
    ids=["example", "no weights", "nobody knows", "acute"],
)
def test_it_is_as_described(person: Profile) -> None:
    told = _told(options_of(person))
    assert faults(told, "dorsal/options/1") == []


def test_a_clinic_and_a_refused_option_are_as_described() -> None:
    person = replace(PERSON, answers={"needle_phobia": "yes"})
    found = evidence().options(screen(person, evidence().rules), clinic=CLINIC)
    told = _told(found)
    assert faults(told, "dorsal/options/1") == []
    assert told["clinic"] == {"name": "Here", "currency": "EUR", "travel": [40.0, 40.0], "treatments": ["exercise"]}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def test_every_number_leads_to_rows_of_the_tables() -> None:
    known = {
        row["row_id"]
        for table in ("harms", "dosing", "guidelines", "courses")
        for row in evidence().topic.tables[table]
    }
    known |= {result.row for study in evidence().topic.studies for result in study.results}
    told = _told(example())
    for one in _objects(told["options"]):
        if "score" in one or ("low" in one and "rows" in one and one["rows"] == [] and not one["of_the_clinic"]):
            assert one.get("how") or "score" in one
        for row in [*one.get("rows", []), *([one["row"]] if "source_url" in one and "grade" in one else [])]:
            assert row in known or row.startswith(("CON", "RED"))
    for option in told["options"]:
        for forecast in option["forecasts"]:
            assert (forecast["expected"] is None) == (forecast["why_not"] is not None)
            assert forecast["expected"] is None or (forecast["rows"] and forecast["studies"])
        for harm in [*option["harms"]["mild"], *option["harms"]["serious"]]:
            assert all(report["source_url"] for report in harm["reports"])


def test_no_zero_risk_and_no_silent_middle() -> None:
    told = _told(example())
    for one in _objects(told["options"]):
        if one.get("kind") == "none_seen":
            assert one["upper_limit_where_none_was_seen"] > 0
    unknown = {c["criterion"]: c["unknown_for"] for c in told["order"]["criteria"]}
    assert "usual_care" in unknown["visits"]
    assert told["order"]["caution"]
