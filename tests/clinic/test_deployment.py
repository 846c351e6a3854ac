"""What the environment may say, and what is refused."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dorsal.clinic.deployment import UnsafeStart, committed_in, deployment

GOOD = secrets.token_urlsafe(64)
PRODUCTION = {"DORSAL_SECRET": GOOD, "DORSAL_HOSTS": "clinic.example.org"}
NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_production_is_what_is_meant_where_nothing_is_said() -> None:
    made = deployment(PRODUCTION)
    assert (made.mode, made.secure, made.debug, made.hosts) == ("production", True, False, ("clinic.example.org",))


def test_development_makes_a_secret_for_each_process_and_stays_on_this_machine() -> None:
    first, second = (deployment({"DORSAL_MODE": "development"}) for _ in range(2))
    assert first.secret != second.secret
    assert len(first.secret) >= 50
    assert "*" not in first.hosts
    assert not first.secure


def test_all_faults_come_at_once() -> None:
    with pytest.raises(UnsafeStart) as refused:
        deployment({"DORSAL_DEBUG": "yes", "DORSAL_BEHIND_PROXY": "perhaps"})
    told = str(refused.value)
    assert len(refused.value.faults) == 4
    for name in ("DORSAL_SECRET is missing", "DORSAL_HOSTS is missing", "DORSAL_DEBUG", "'perhaps'"):
        assert name in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"DORSAL_MODE": "prod"},
        {"DORSAL_HOSTS": "*"},
        {"DORSAL_HOSTS": ""},
        {"DORSAL_DEBUG": "yes"},
        {"DORSAL_OLD_SECRET": GOOD[::-1]},
        {"DORSAL_OLD_SECRET": GOOD[::-1], "DORSAL_OLD_SECRET_UNTIL": "2027-06-01"},
        {"DORSAL_OLD_SECRET": "short", "DORSAL_OLD_SECRET_UNTIL": "2026-12-01"},
        {"DORSAL_SECRET_FILE": "nowhere"},
    ],
    ids=lambda wrong: ",".join(wrong),
)
def test_an_unsafe_setting_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(UnsafeStart):
        deployment({**PRODUCTION, **wrong}, now=NOW)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{GOOD}\n", encoding="utf-8")
    made = deployment({"DORSAL_SECRET_FILE": str(tmp_path / "secret"), "DORSAL_HOSTS": "a.example"})
    assert made.secret == GOOD
    assert GOOD not in repr(made)


def test_a_secret_that_lies_beside_the_code_is_found(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "example.env").write_text(f"DORSAL_SECRET={GOOD}\n", encoding="utf-8")
    assert committed_in(GOOD, tmp_path) == "docs/example.env"
    assert committed_in(GOOD) == ""
