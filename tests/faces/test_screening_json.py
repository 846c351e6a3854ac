"""What `dorsal screen --json` prints is what docs/json.md says."""

from __future__ import annotations

import json

from dorsal.faces.json_document import text
from dorsal.faces.screening_json import screening_json
from dorsal.patient.profile import Profile
from dorsal.patient.screen import screen
from dorsal.topics.loader import load
from dorsal.topics.screening import screening
from tests.faces.test_json_document import faults


def test_it_is_as_described() -> None:
    topic = load()
    person = Profile(
        age=71, answers={"fever": "yes", "weight_loss": "yes", "diabetes": "yes", "heart": "no", "pregnant": "unknown"}
    )
    made = screen(person, screening(topic))
    told = json.loads(text(screening_json(made, topic, ("dry_needling", "dry_needling+exercise"), version="0")))
    assert faults(told, "dorsal/screen/1") == []
    empty = [key for key, value in told.items() if value == []]
    assert empty == []
    assert told["flags"][0]["because"] == ["fever: yes"]
    assert {"code": "heart", "answer": "no"} in told["asked"]
