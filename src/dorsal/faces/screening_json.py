"""The safety screen as JSON (docs/json.md): the whole of it, row by row, with sources and sign-off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dorsal.faces.screening_words import DISCLAIMER, answered
from dorsal.patient.question import Question
from dorsal.patient.reason import Reason, TreatmentVerdict
from dorsal.patient.rule import Flag, Rule
from dorsal.patient.screen import Screen
from dorsal.topics.loader import Topic

SCREEN_SCHEMA = "dorsal/screen/1"
Json = dict[str, Any]


def screening_json(made: Screen, topic: Topic, treatments: Sequence[str], *, version: str) -> Json:
    """`dorsal screen PERSON --json`."""
    return {
        "schema": SCREEN_SCHEMA,
        "urgency": made.urgency,
        "holds": made.holds,
        "flags": [_flag(one, made) for one in made.flags],
        "noted": [_flag(one, made) for one in made.noted],
        "open_flags": [_flag(one, made) for one in made.open_flags],
        "verdicts": [_verdict(made.of(treatment), made, topic) for treatment in treatments],
        "ask": [_question(question) for question in made.to_ask(treatments)],
        "asked": [{"code": question.code, "answer": answer} for question, answer in made.asked],
        "implied": [{"code": question.code, "by": wider.code} for question, wider in made.implied],
        "not_asked": [question.code for question in made.not_asked],
        "by_hand": [_row(flag) for flag in made.by_hand],
        "notes": [DISCLAIMER],
        "version": version,
        "topic": topic.name,
        "data_hash": topic.data_hash,
    }


def _verdict(verdict: TreatmentVerdict, made: Screen, topic: Topic) -> Json:
    return {
        "treatment": verdict.treatment,
        "label": topic.treatments.label(verdict.treatment),
        "verdict": verdict.verdict,
        "known": verdict.known,
        "reasons": [_rule(one, made) for one in verdict.reasons],
        "how": [_rule(one, made) for one in verdict.how],
        "left_out": [_rule(one, made) for one in verdict.left_out],
        "after": [_row(rule) for rule in verdict.after],
        "by_hand": [_row(rule) for rule in verdict.by_hand],
        "ask": [question.code for question in verdict.ask],
    }


def _rule(one: Reason, made: Screen) -> Json:
    return {"state": one.state, "because": _because(one, made), "across": one.across or None, **_row(one.rule)}


def _flag(one: Reason, made: Screen) -> Json:
    return {"state": one.state, "because": _because(one, made), **_row(one.rule)}


def _because(one: Reason, made: Screen) -> list[str]:
    return [answered(made, code) for code in one.because]


def _row(row: Rule | Flag) -> Json:
    """One row of a table: what it says, its source, its grade, and who has signed it."""
    said = {
        "row": row.row,
        "condition": row.condition,
        "grade": row.grade,
        "signed_off": row.signed or None,
        "source": row.source,
        "source_url": row.source_url,
        "when": row.when.text if row.when else None,
        "when_note": row.when_note,
    }
    if isinstance(row, Flag):
        told = {"accuracy": dict(row.accuracy) or None, "accuracy_note": row.accuracy_note}
        return {"flag": row.flag, "urgency": row.urgency, "urgency_basis": row.urgency_basis, **told, **said}
    return {"kind": row.kind, "action": row.action, "note": row.note, **said}


def _question(question: Question) -> Json:
    return {
        "code": question.code,
        "section": question.section,
        "words": question.words,
        "why": question.why,
        "asked_of": question.asked_of,
    }
