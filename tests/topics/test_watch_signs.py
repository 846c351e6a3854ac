"""The signs of the bundled topic: every one rests on rows that are there, and none is as weak as grade C."""

from __future__ import annotations

from dorsal.care.watch import watch_for
from dorsal.topics.loader import load
from dorsal.topics.watch_signs import TABLE, watch_problems, watch_signs

TOPIC = load()
SIGNS = watch_signs(TOPIC)


def test_every_sign_is_read_and_rests_on_rows_with_a_source() -> None:
    assert len(SIGNS) == len(TOPIC.tables[TABLE]) == 13
    rows = {row["row_id"]: row for table in TOPIC.tables.values() for row in table if "row_id" in row}
    for sign in SIGNS:
        behind = [rows[name] for name in sign.rows]
        assert sign.source_url == behind[0]["source_url"]
        assert sign.grade == min(row["evidence_grade"] for row in behind[:1])
        assert sign.grade != "C"


def test_signs_of_pressure_on_the_nerves_are_an_emergency_whatever_is_chosen() -> None:
    for treatment in ("usual_care", "exercise", "dry_needling+manipulation", "surgery"):
        first = watch_for(SIGNS, treatment)[:3]
        assert {sign.action for sign in first} == {"emergency"}
        assert any("bladder" in sign.words for sign in first)


def test_needles_have_signs_of_their_own() -> None:
    said = " ".join(sign.words for sign in watch_for(SIGNS, "dry_needling"))
    assert "short of breath" in said
    assert "short of breath" not in " ".join(sign.words for sign in watch_for(SIGNS, "exercise"))


def test_nobody_has_signed_and_that_is_said() -> None:
    assert not [sign.row for sign in SIGNS if sign.signed]


def test_faults_of_a_row_are_found() -> None:
    row = dict(TOPIC.tables[TABLE][0])
    assert not list(watch_problems(TOPIC, row))
    assert [p[1] for p in watch_problems(TOPIC, row | {"rows": "RED021;RED999"})] == ["RED999"]
    assert "action is 'later'" in next(watch_problems(TOPIC, row | {"action": "later"}))[2]
