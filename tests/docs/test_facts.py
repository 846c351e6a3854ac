"""What the documents say about the bundled tables is what the tables say."""

from __future__ import annotations

import csv
from collections import Counter

from tests.docs.pages import DOCS, ROOT, prose

TABLES = ROOT / "src" / "dorsal" / "topics" / "low_back_pain"
LIMITATIONS = " ".join(prose(DOCS / "limitations.md").split())
WORDS = {3: "Three"}


def _rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_trials_and_their_risk_of_bias() -> None:
    studies = _rows("studies")
    unrated = sum(study["risk_of_bias"] == "not_assessed" for study in studies)
    assert f"It is {len(studies)} trials" in LIMITATIONS
    assert f"{unrated} of the {len(studies)} trials have no risk-of-bias rating" in LIMITATIONS


def test_rows_of_the_screen() -> None:
    flags, rules = _rows("red_flags"), _rows("contraindications")
    by_extractor = sum("extractor" in flag["urgency_basis"] for flag in flags)
    undecided = [row for row in (*flags, *rules) if not row["when"] and not row.get("prompt")]
    assert f"knows {len(flags)} rows on red flags and {len(rules)} on contraindications" in LIMITATIONS
    assert f"the urgency of {by_extractor} red flags" in LIMITATIONS
    assert f"{len(undecided)} rows cannot be decided by any answer" in LIMITATIONS
    assert not [row["row_id"] for row in (*flags, *rules) if row["signed_off"]]


def test_second_readings() -> None:
    results = _rows("results")
    read = Counter(row["second_check"] for row in results)
    assert f"Of {len(results)} number sets, {read['confirmed']} were confirmed" in LIMITATIONS
    assert (
        f"{read['partly']} in part, {read['corrected']} were corrected, and {read['not_found_again']}, which"
        in LIMITATIONS
    )
    assert f"The other {read['not_checked']} were read once" in LIMITATIONS
    assert {row["use"] for row in results if row["second_check"] == "not_found_again"} == {"main"}
    assert {row["use"] for row in results if row["second_check"] == "not_checked"} == {"record"}


def test_trials_of_dry_needling_that_can_be_pooled() -> None:
    pooled = {
        (row["study_id"], row["use"])
        for row in _rows("results")
        if "dry_needling" in f"{row['treatment1']}+{row['treatment2']}".split("+")
        and row["outcome"] in ("pain", "disability")
        and row["use"] != "record"
    }
    assert f"{WORDS[len(pooled)]} trials of dry needling give a number for pain or disability" in LIMITATIONS
    assert {use for _, use in pooled} == {"sensitivity"}
