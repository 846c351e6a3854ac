"""A plan as JSON: it comes back as it was, and what cannot be a plan is refused with every fault at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dorsal.care.plan import Override
from dorsal.care.sure import Sure
from dorsal.errors import PlanError
from dorsal.faces.json_document import text
from dorsal.faces.plan_file import LARGEST, SCHEMA, plan_json, read_plan
from tests.care.agreed import person, plan
from tests.faces.test_json_document import faults

FULL = plan(
    "dry_needling",
    person(answers={"needle_phobia": "unknown", "anticoagulant": "yes"}),
    override=Override(by="A. Therapist", reason="Telephoned"),
    sure=Sure(answers={"sure": "yes", "ratio": "no"}),
    why="Less pain",
    contact="555 0100",
    progression="One more set each week",
)


PLANS = [plan(), FULL, plan("usual_care", start=None), plan("surgery")]


def said(**changed: Any) -> dict[str, Any]:
    return {**json.loads(text(plan_json(plan()))), **changed}


@pytest.mark.parametrize("made", PLANS, ids=lambda made: made.option)
def test_a_plan_comes_back_as_it_was(made: Any) -> None:
    assert read_plan(text(plan_json(made))) == made


@pytest.mark.parametrize("made", PLANS, ids=lambda made: made.option)
def test_it_is_as_described(made: Any) -> None:
    """By docs/json.md, key by key."""
    assert faults(json.loads(text(plan_json(made))), SCHEMA) == []


def test_it_says_what_it_is_and_in_which_version() -> None:
    assert said()["schema"] == SCHEMA == "dorsal/plan/1"
    assert said()["version"] == 1
    assert said()["start"] == "2026-11-30"
    assert "agreed" not in said()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "it is not JSON"),
        ("[1]", 'its "schema" must be "dorsal/plan/1"'),
        (json.dumps({"schema": "dorsal/plan/2"}), 'must be "dorsal/plan/1"'),
        ("[" * 100_000, "it is not JSON"),
        (" " * (LARGEST + 1), "at most 2,000,000 characters"),
    ],
)
def test_what_is_no_plan_is_refused(content: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        read_plan(content)


@pytest.mark.parametrize(
    ("changed", "where", "problem"),
    [
        ({"start": "yesterday"}, "plan.start", "it is no day"),
        ({"chosen_by": "doctor"}, "plan.chosen_by", "write one of patient, therapist, together"),
        ({"why": 7}, "plan.why", "it is of the wrong kind"),
        ({"version": True}, "plan.version", "it is of the wrong kind"),
        ({"colour": "red"}, "plan.colour", "it is not known here"),
        ({"dose": []}, "plan.dose", "it is not an object"),
        ({"aims": [{"words": "x"}]}, "plan.aims[0].measure", "it is missing"),
        ({"override": {"by": "", "reason": ""}}, "plan.override", "by is missing; reason is missing"),
        ({"profile": {"age": 400}}, "plan.profile", "outside 0 to 120"),
    ],
)
def test_a_fault_names_its_place(changed: dict[str, Any], where: str, problem: str) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(json.dumps(said(**changed)))
    assert any(f.where == where and problem in str(f) for f in refused.value.faults), refused.value


def test_all_faults_come_at_once() -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(json.dumps(said(start="x", why=1, aims=[{"words": 1}])))
    assert len(refused.value.faults) >= 4


def test_a_kept_plan_cannot_open_a_gate() -> None:
    open_ = json.loads(text(plan_json(FULL)))
    with pytest.raises(PlanError, match="questions come first"):
        read_plan(json.dumps({**open_, "override": None, "overridden": []}))
    refused = said()
    for option in refused["shown"]["options"]:
        option["verdict"] = "may_not"
    with pytest.raises(PlanError, match="exercise may not be given to this person"):
        read_plan(json.dumps(refused))


def test_numbers_that_are_none_are_refused() -> None:
    broken = text(plan_json(plan())).replace('"spread": [', '"spread": [NaN, ', 1)
    with pytest.raises(PlanError):
        read_plan(broken)
