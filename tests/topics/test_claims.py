"""claims.csv read: every fault at once, and the verdicts on the 37 claims that are bundled."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from dorsal.errors import TopicError
from dorsal.topics.care_basis import basis_of
from dorsal.topics.check import check
from dorsal.topics.claims import COLUMNS, claims_of, quantity
from dorsal.topics.judged import JudgedTopic, judged
from dorsal.topics.loader import load
from dorsal.topics.new import new

VERDICTS = {
    "supported": "",
    "probably": "C02 C15 C30 C31 C33 C36",
    "uncertain": "C01 C03 C04 C05 C06 C07 C08 C09 C10 C11 C14 C16 C18 C19 C22 C23 C24 C25 C26 C27 C28 C29 C32 C34 "
    "C35 C37",
    "probably_not": "C21",
    "contradicted": "C17",
    "not_for_trials": "C12 C13",
    "own_data": "C20",
}
GOOD = {
    "claim_id": "C1",
    "section": "",
    "statement": "A is better",
    "kind": "comparative",
    "outcome": "pain",
    "population": "any",
    "treatment1": "treatment_a",
    "treatment2": "usual_care",
    "timing": "short",
    "expectation": "treatment1_better",
    "notes": "",
}


@cache
def bundled() -> JudgedTopic:
    return judged(load())


def test_the_bundled_verdicts() -> None:
    found = {
        verdict: " ".join(i for i, j in bundled().judgements.items() if j.verdict == verdict) for verdict in VERDICTS
    }
    assert found == VERDICTS


def test_every_judgement_explains_itself() -> None:
    for judgement in bundled().judgements.values():
        assert judgement.reasons
        assert judgement.wording.endswith(".")
        assert judgement.verdict in ("supported", "contradicted") or judgement.settle
        assert judgement.parts


def test_every_number_has_its_rows_and_their_address() -> None:
    rows = {result.row for study in bundled().topic.studies for result in study.results}
    rows |= {row["row_id"] for table in ("harms", "dosing", "courses") for row in bundled().topic.tables[table]}
    for judgement in bundled().judgements.values():
        assert judgement.sources or not judgement.size
        assert {row for source in judgement.sources for row in source.rows} <= rows
        assert all(source.url.startswith("http") for source in judgement.sources)


def test_trials_and_rows_behind_a_claim() -> None:
    judgement = bundled().judgements["C14"]
    assert judgement.studies == ("jhwcr782",)
    assert judgement.sources[0].rows == ("LBP0017",)
    assert judgement.size.startswith(
        "21 points lower on a scale of 0 to 100 (95\N{NO-BREAK SPACE}% interval: 11 to 31 points lower)"
    )
    assert {beside.row for beside in bundled().judgements["C01"].beside} >= {"N04", "N07", "N22"}


def test_an_estimate_is_the_one_that_the_answer_shows() -> None:
    """The same trials, window and fit as `dorsal compare`: dry needling against exercise at about 8 weeks."""
    estimate = bundled().judgements["C34"].findings[0].estimate
    assert estimate is not None
    assert (estimate.first, estimate.second, estimate.studies) == ("dry_needling", "exercise", ("jhwcr782",))
    assert -21 < estimate.mean < -19


def _topic(folder: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    new(folder)
    with (folder / "claims.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "rumour"}, "column kind: 'rumour': it is no kind of claim"),
        ({"outcome": "pian"}, "column outcome: 'pian': the topic does not know it"),
        ({"population": "cats"}, "column population: 'cats': the topic does not know these people"),
        ({"timing": "soon"}, "column timing: 'soon': the topic does not know this time"),
        ({"expectation": "wow"}, "column expectation: 'wow': a comparative claim does not expect it"),
        ({"treatment1": "magic"}, "column treatment1: 'magic': it is neither a treatment nor a wider name"),
        ({"treatment1": ""}, "it names no treatment"),
        ({"treatment1": "treatment_a+treatment_a"}, "names the same part twice"),
        ({"treatment1": "treatment_a++treatment_b"}, "has an empty part"),
        ({"kind": "process", "expectation": "a while"}, "column expectation: 'a while': it is no quantity"),
        ({"claim_id": ""}, "column claim_id: it is empty"),
    ],
)
def test_a_wrong_claim_is_found(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with pytest.raises(TopicError) as caught:
        check(_topic(tmp_path, GOOD | change))
    assert said in str(caught.value)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    rows = [GOOD, GOOD | {"timing": "soon", "population": "cats"}, GOOD | {"claim_id": "C2", "kind": "rumour"}]
    with pytest.raises(TopicError) as caught:
        check(_topic(tmp_path, *rows))
    assert len(caught.value.faults) == 4
    with pytest.raises(TopicError, match=r"claims\.csv, column notes: the column is missing"):
        check(_topic(tmp_path / "b", GOOD, columns=COLUMNS[:-1]))


def test_a_claim_that_cannot_be_read_is_left_out_and_the_others_are_judged(tmp_path: Path) -> None:
    topic = load(_topic(tmp_path, GOOD, GOOD | {"claim_id": "C2", "kind": "rumour"}))
    assert [claim.id for claim in claims_of(topic)] == ["C1"]
    assert judged(topic).judgements["C1"].claim.statement == "A is better"


def test_a_topic_without_claims_has_none(tmp_path: Path) -> None:
    new(tmp_path)
    assert judged(load(tmp_path)).judgements == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('untreated = ["nothing"]', "column untreated: 'nothing': it is not a treatment of the topic"),
        ('[[timings]]\nname = "soon"\nlabel = ""\nwindows = ["early"]', "'early': it is not a window of the topic"),
        ('[[timings]]\nname = "soon"\nlabel = ""', "timing soon: name windows, or give upto and a target within it"),
        ('[kin]\ntreatment_a = ["magic"]', "column kin: 'magic': it is not a treatment of the topic"),
    ],
)
def test_a_wrong_name_in_the_settings_is_found(tmp_path: Path, written: str, said: str) -> None:
    new(tmp_path)
    path = tmp_path / "topic.toml"
    text = path.read_text()
    own_table = written.startswith("[")
    path.write_text(f"{text}\n{written}\n" if own_table else text.replace("inactive =", f"{written}\ninactive =", 1))
    with pytest.raises(TopicError) as caught:
        check(tmp_path)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("words", "item", "low", "high"),
    [
        ("30 minutes", "minutes", 24, 36),
        ("about 45 min", "minutes", 36, 54),
        ("weekly", "per_week", 1, 1),
        ("Twice a week", "per_week", 2, 2),
        ("3 times a week", "per_week", 3, 3),
        ("6 sessions", "visits", 6, 6),
        ("3 to 6 visits", "visits", 3, 6),
        ("6-3 sessions", "visits", 3, 6),
        ("several", "visits", 3, 1e9),
        ("50 hours of training", "training_hours", 50, 50),
    ],
)
def test_quantities_are_read_as_people_write_them(words: str, item: str, low: float, high: float) -> None:
    found = quantity(words)
    assert found is not None
    assert (found.item, found.low, found.high) == (item, pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize("words", ["", "a while", "30", "minutes", "-3 sessions", "1e9 minutes", "9" * 40 + " visits"])
def test_what_is_no_quantity_is_none(words: str) -> None:
    assert quantity(words) is None


def test_hours_of_training_come_from_the_rules_of_practice() -> None:
    facts = [fact for fact in bundled().ask.facts if fact.quantity == "training_hours"]
    assert {fact.low for fact in facts} >= {24.0, 50.0, 54.0, 80.0}
    assert all(fact.row.startswith("PRA") and fact.source_url for fact in facts)


def test_the_untreated_are_those_of_a_forecast() -> None:
    rows = {row for source in bundled().judgements["C15"].sources for row in source.rows}
    course = basis_of(bundled().topic, "").courses["pain", "short", "unknown"]
    assert rows & set(course.arms)
