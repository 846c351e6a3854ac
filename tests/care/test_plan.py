"""The plan as a type: nobody makes one around the gates, and a kept one is checked like a new one."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from dorsal.care.plan import CarePlan, Override, Shown, gates, restored
from dorsal.care.shown import ShownOption
from dorsal.errors import EvidenceError
from tests.care.agreed import plan

PLAN = plan()


def kept(**changed: Any) -> dict[str, Any]:
    return {f.name: getattr(PLAN, f.name) for f in fields(PLAN) if f.name != "agreed"} | changed


def test_only_an_agreement_makes_a_plan() -> None:
    with pytest.raises(TypeError, match=r"made by dorsal\.care\.agreement\.agree"):
        CarePlan(**kept(), agreed=None)


def test_a_kept_plan_comes_back_as_it_was() -> None:
    assert restored(kept()) == PLAN


def with_verdict(verdict: Any) -> Shown:
    options = tuple(replace(o, verdict=verdict) if o.option == PLAN.option else o for o in PLAN.shown.options)
    return replace(PLAN.shown, options=options)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 2}, "version 2 is not known here"),
        ({"chosen_by": "doctor"}, "chosen by 'doctor'; write one of patient, therapist, together"),
        ({"option": "yoga"}, "yoga is none of the options that were shown"),
        ({"why": "x" * 2001}, "why has more than 2,000 characters"),
        ({"rules": ()}, "one set of rules for each goal"),
        ({"shown": with_verdict("may_not")}, "exercise may not be given to this person"),
        ({"shown": with_verdict("ask_first")}, "questions come first"),
        ({"screened": replace(PLAN.screened, urgency="emergency")}, "referral come first"),
        ({"overridden": ("questions",)}, "what the override went past is not what was closed"),
    ],
)
def test_a_kept_plan_that_does_not_hold_together_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        restored(kept(**changed))


def test_a_kept_override_must_say_what_it_went_past() -> None:
    by = Override(by="A. Therapist", reason="Answered by telephone")
    again = kept(shown=with_verdict("ask_first"), override=by, overridden=("questions",))
    assert restored(again).override == by


def test_gates() -> None:
    options = (ShownOption(option="a", verdict="ask_first"), ShownOption(option="b", verdict="precaution"))
    assert gates("none", options, "a") == ("questions",)
    assert gates("routine", options, "b") == ()
    assert gates("urgent", options, "a") == ("referral", "questions")
