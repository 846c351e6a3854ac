"""What changed between two outputs of `dorsal fit --json`: data, options, studies, effects, certainty, ranks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dorsal.errors import EvidenceError

DIFF_SCHEMA = "dorsal/diff/1"
FIT = "dorsal/fit/"
NEEDED = ("measure", "study_ids", "tau2", "effects", "ranking", "provenance")

Json = dict[str, Any]


def read_fit(path: Path) -> Json:
    """The JSON of a fit. Raises EvidenceError for another file, OSError for one that cannot be read."""
    try:
        told = json.loads(path.read_bytes())
    except ValueError as error:
        raise EvidenceError(f"{path} is no JSON ({error}); make it with dorsal fit FILE --json > {path}") from None
    schema = told.get("schema") if isinstance(told, dict) else None
    if not str(schema).startswith(FIT):
        what = f"its schema is {schema!r}" if schema else "it names no schema"
        raise EvidenceError(f"{path} is no output of dorsal fit --json: {what}; make one with dorsal fit FILE --json")
    missing = [key for key in NEEDED if key not in told]
    if missing:
        raise EvidenceError(f"{path} lacks {', '.join(missing)}; make it again with dorsal fit FILE --json")
    return dict(told)


def difference(first: Json, second: Json) -> Json:
    """Both as `fit_json` gives them. Effects change on the analysis scale, second minus first."""
    one, other = first["provenance"], second["provenance"]
    options = list(_options(first, second))
    return {
        "schema": DIFF_SCHEMA,
        "first": _side(first),
        "second": _side(second),
        "data_changed": one.get("sha256") != other.get("sha256"),
        "options": options,
        "studies_added": sorted(set(second["study_ids"]) - set(first["study_ids"])),
        "studies_removed": sorted(set(first["study_ids"]) - set(second["study_ids"])),
        "studies_changed": [] if options else _changed(first, second),
        "tau2": _change(first["tau2"], second["tau2"], comparable=first["measure"] == second["measure"]),
        "effects": list(_effects(first, second)),
        "ranks": list(_ranks(first, second)),
    }


def _changed(first: Json, second: Json) -> list[str]:
    """Studies of both whose numbers differ; by other options all would, so only of fits by the same ones."""
    one, other = (dict(zip(fit["study_ids"], fit.get("study_marks", ()), strict=False)) for fit in (first, second))
    return sorted(study for study in one.keys() & other.keys() if one[study] != other[study])


def nothing_changed(told: Json) -> bool:
    """Whether the two fits say the same of the same data."""
    lists = ("options", "studies_added", "studies_removed")
    numbers = [told["tau2"], *told["effects"], *told["ranks"]]
    same = all(row["first"] == row["second"] for row in numbers)
    same = same and all(row["certainty_first"] == row["certainty_second"] for row in told["effects"])
    return same and not told["data_changed"] and not any(told[key] for key in lists)


def _side(fit: Json) -> Json:
    said = fit["provenance"]
    return {key: said.get(key) for key in ("release", "dorsal", "data", "sha256")}


def _options(first: Json, second: Json) -> Iterator[Json]:
    one, other = ({**f["provenance"].get("options", {}), "measure": f["measure"]} for f in (first, second))
    for key in dict.fromkeys([*one, *other]):
        if one.get(key) != other.get(key):
            yield {"option": key, "first": one.get(key), "second": other.get(key)}


def _change(first: float | None, second: float | None, *, comparable: bool = True) -> Json:
    known = first is not None and second is not None and comparable
    return {"first": first, "second": second, "change": second - first if known else None}  # type: ignore[operator]


def _effects(first: Json, second: Json) -> Iterator[Json]:
    one, other = (_by_pair(fit) for fit in (first, second))
    comparable = first["measure"] == second["measure"]
    for pair in dict.fromkeys([*one, *other]):
        old, new = one.get(pair, {}), other.get(pair, {})
        yield {
            "treatment": pair[0],
            "reference": pair[1],
            **_change(old.get("estimate"), new.get("estimate"), comparable=comparable),
            "ci_first": old.get("ci"),
            "ci_second": new.get("ci"),
            "certainty_first": old.get("certainty"),
            "certainty_second": new.get("certainty"),
        }


def _by_pair(fit: Json) -> Mapping[tuple[str, str], Json]:
    return {(effect["treatment"], effect["reference"]): effect for effect in fit["effects"]}


def _ranks(first: Json, second: Json) -> Iterator[Json]:
    one, other = (_ranked(fit) for fit in (first, second))
    for treatment in dict.fromkeys([*other, *one]):
        old, new = one.get(treatment, (None, None)), other.get(treatment, (None, None))
        yield {
            "treatment": treatment,
            "first": old[0],
            "second": new[0],
            "p_score_first": old[1],
            "p_score_second": new[1],
        }


def _ranked(fit: Json) -> Mapping[str, tuple[int, float]]:
    return {row["treatment"]: (place, row["p_score"]) for place, row in enumerate(fit["ranking"], 1)}
