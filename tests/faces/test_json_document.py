"""The JSON against its description: docs/json.md is the contract, key by key."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dorsal.faces import json_document
from dorsal.faces.claims.claims_document import claims_document
from dorsal.faces.claims.claims_text import claims_json
from dorsal.faces.request import Request
from dorsal.faces.topic_answer import answer_topic
from dorsal.synthesis.options import FitOptions
from dorsal.topics.judged import judged
from dorsal.topics.loader import load

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `?(?P<key>[\w.]+)`? \| (?P<type>[^|]+) \| (?P<meaning>.*) \|$")
ONLY_SOMETIMES = ("ratios only", "where there is a fit", "where components", "only with")


@cache
def contract() -> Mapping[str, Mapping[str, tuple[str, bool]]]:
    """By object: its keys, with type and whether a key may be missing."""
    objects: dict[str, dict[str, tuple[str, bool]]] = {}
    name = ""
    for line in DOCS.splitlines():
        if line.startswith("#"):
            name = line.lstrip("#").strip()
        elif (row := ROW.match(line)) and row["key"] not in ("key",):
            objects.setdefault(name, {})[row["key"]] = (row["type"], row["meaning"].startswith(ONLY_SOMETIMES))
    objects["comparison"] = {k: v for k, v in objects["comparison"].items() if k != "..."} | objects["effect"]
    return objects


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


PLAIN = {
    "text": lambda v: isinstance(v, str),
    "number": _number,
    "whole number": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "true or false": lambda v: isinstance(v, bool),
    "interval": lambda v: isinstance(v, list) and len(v) == 2 and all(map(_number, v)) and v[0] <= v[1],
    "weeks": lambda v: isinstance(v, list) and len(v) == 2 and all(e is None or _number(e) for e in v),
    "options": lambda v: isinstance(v, dict) and all(isinstance(e, str) for e in v.values()),
    "scores": lambda v: isinstance(v, dict) and v and all(map(_number, v.values())),
    "counts": lambda v: isinstance(v, dict) and all(isinstance(e, int) for e in v.values()),
    "value": lambda v: isinstance(v, str) or _number(v),
    "source row": lambda v: isinstance(v, dict) and all(isinstance(e, str) for e in v.values()),
}


def faults(value: Any, kind: str, where: str = "") -> list[str]:
    """What in `value` is not as the page says."""
    if kind.endswith(" or null"):
        return [] if value is None else faults(value, kind.removesuffix(" or null"), where)
    if kind.startswith("list of "):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        return [f for i, one in enumerate(value) for f in faults(one, kind.removeprefix("list of "), f"{where}[{i}]")]
    if kind in PLAIN:
        return [] if PLAIN[kind](value) else [f"{where} is {value!r}, not {kind}"]
    said = contract()[kind]
    found = [f"{where}.{key} is not described" for key in value if key not in said]
    found += [f"{where}.{key} is missing" for key, (_, may) in said.items() if key not in value and not may]
    return found + [f for key in value if key in said for f in faults(value[key], said[key][0], f"{where}.{key}")]


@cache
def document(measure: str = "", model: Any = "random") -> Any:
    asked = Request(outcomes=("pain", "responder"), windows=("short",), measure=measure, fit=FitOptions(model=model))
    return answer_topic(load(), asked, version="0", command="dorsal answer")


def spoken(told: json_document.Json) -> Any:
    return json.loads(json_document.text(told))


@pytest.mark.parametrize("model", ["random", "common"])
def test_answer_is_as_described(model: str) -> None:
    told = spoken(json_document.answer_json(document(model=model)))
    assert faults(told, told["schema"]) == []
    assert told["schema"] == "dorsal/answer/1"


def test_compare_league_and_network_are_as_described() -> None:
    shown = document()
    for told in (
        json_document.compare_json(shown, "dry_needling", "exercise"),
        json_document.league_json(shown),
        json_document.network_json(shown),
    ):
        assert faults(spoken(told), told["schema"]) == []


def test_claims_are_as_described() -> None:
    document = claims_json(claims_document(judged(load()), version="9.9.9"))
    assert faults(document, document["schema"]) == []


def test_every_section_with_a_fit_has_all_its_keys() -> None:
    told = spoken(json_document.answer_json(document()))
    fitted = [section for section in told["sections"] if section["why_not"] is None]
    keys = {key for key, (_, _) in contract()["section"].items()} - {"components"}
    assert fitted
    assert all(keys <= set(section) for section in fitted)


def test_ratios_stand_beside_their_logarithms() -> None:
    told = spoken(json_document.answer_json(document()))
    effects = [effect for s in told["sections"] if s["measure"] == "RR" for effect in s.get("effects", [])]
    assert effects
    assert all(effect["ci_ratio"][0] < effect["estimate_ratio"] < effect["ci_ratio"][1] for effect in effects)


def test_what_json_has_not_becomes_null() -> None:
    text = json_document.text({"a": float("nan"), "b": [float("inf"), 1.5], "c": {"d": float("-inf")}})
    assert json.loads(text) == {"a": None, "b": [None, 1.5], "c": {"d": None}}


def test_a_wrong_object_is_found() -> None:
    good = {"q": 1.0, "df": 2, "p": None}
    assert faults(good, "Q") == []
    for wrong in ({"q": 1.0, "df": 2}, good | {"df": 2.5}, good | {"more": 1}, good | {"q": "1"}):
        assert faults(wrong, "Q")


def test_text_can_be_ascii() -> None:
    assert json_document.text({"a": "−é"}, ascii_only=True).isascii()
