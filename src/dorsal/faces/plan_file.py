"""A care plan as JSON and back: a contract, versioned by `schema`; what comes back is checked like a new plan.

Fields are those of `dorsal.care.plan.CarePlan` and of the types in it. Days are written as 2026-11-27. What is read
is data and nothing else: every value is checked against the type of its field, all faults at once.
"""

from __future__ import annotations

import datetime
import json
import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from dorsal.care.plan import CarePlan, restored
from dorsal.errors import DorsalError, EvidenceError, Fault, PlanError

SCHEMA = "dorsal/plan/1"
HIDDEN = "agreed"
"""The mark of a plan that was agreed; it is set anew when one is read."""
LARGEST = 2_000_000
"""Bytes of a plan. One of eight options has about 100,000."""
DEEPEST = 20
HEAD = 200
"""How far into a file its schema is looked for (bytes)."""

Json = dict[str, Any]


def plan_json(plan: CarePlan) -> Json:
    """The plan as JSON values."""
    return {"schema": SCHEMA, **_written(plan)}


def _written(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _written(getattr(value, f.name)) for f in fields(value) if f.name != HIDDEN}
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_written(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def is_plan(path: Path) -> bool:
    """Whether a file says that it is a care plan; what is no file is none."""
    if not path.is_file() or path.stat().st_size > LARGEST:
        return False
    with path.open("rb") as file:
        head = file.read(HEAD).lstrip()
    return head.startswith(b"{") and b'"dorsal/plan/' in head


def read_plan(text: str) -> CarePlan:
    """The plan of a JSON text. Raises PlanError with every fault."""
    if len(text) > LARGEST:
        raise PlanError(f"a plan has at most {LARGEST:,} characters, this one has {len(text):,}")
    try:
        said = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise PlanError(f"it is not JSON ({error}); a plan is written by `dorsal plan ... --json`") from None
    if not isinstance(said, dict) or said.pop("schema", None) != SCHEMA:
        raise PlanError(f'it is not a care plan: its "schema" must be "{SCHEMA}"')
    return plan_of(said)


def plan_of(said: Json) -> CarePlan:
    """The plan of JSON values without their schema. Raises PlanError with every fault."""
    faults: list[Fault] = []
    found = _fields(CarePlan, said, "plan", faults)
    if faults:
        raise PlanError(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} in the plan", faults)
    try:
        return restored(found)
    except EvidenceError as error:
        raise PlanError(str(error)) from None


def _fields(made: type, said: Any, where: str, faults: list[Fault]) -> dict[str, Any]:
    """The arguments of a dataclass."""
    if not isinstance(said, dict):
        faults.append(_fault(where, said, "it is not an object", "write {...}"))
        return {}
    hints = get_type_hints(made)
    known = {f.name: f for f in fields(made) if f.name != HIDDEN}
    faults += [_fault(f"{where}.{key}", "", "it is not known here", "leave it out") for key in said if key not in known]
    found = {}
    for name, one in known.items():
        if name in said:
            found[name] = _value(hints[name], said[name], f"{where}.{name}", faults)
        elif one.default is MISSING and one.default_factory is MISSING:
            faults.append(_fault(f"{where}.{name}", "", "it is missing", "add it"))
    return found


def _value(hint: Any, said: Any, where: str, faults: list[Fault]) -> Any:
    """One value of the type that its field asks for; a fault, and the value as it is, otherwise."""
    if where.count(".") + where.count("[") > DEEPEST:
        faults.append(_fault(where, "", "it is nested too deeply", "write a plan as `dorsal plan --json` does"))
        return said
    if isinstance(hint, type) and is_dataclass(hint):
        return _made(hint, said, where, faults)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _one_of_several(inner, said, where, faults)
    if origin is tuple and isinstance(said, list):
        kinds = [inner[0]] * len(said) if inner[-1] is Ellipsis else list(inner)
        if len(said) == len(kinds):
            pairs = enumerate(zip(kinds, said, strict=True))
            return tuple(_value(kind, one, f"{where}[{n}]", faults) for n, (kind, one) in pairs)
    if origin is not None and _is_mapping(origin) and isinstance(said, dict):
        return {key: _value(inner[1], one, f"{where}.{key}", faults) for key, one in said.items()}
    return _simple(hint, said, where, faults)


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _made(hint: type, said: Any, where: str, faults: list[Fault]) -> Any:
    before = len(faults)
    arguments = _fields(hint, said, where, faults)
    if len(faults) > before:
        return None
    try:
        return hint(**arguments)
    except DorsalError as error:
        faults.append(_fault(where, "", str(error), "correct it"))
        return None


def _one_of_several(kinds: Sequence[Any], said: Any, where: str, faults: list[Fault]) -> Any:
    if said is None and types.NoneType in kinds:
        return None
    tried: list[Fault] = []
    for kind in (kind for kind in kinds if kind is not types.NoneType):
        tried = []
        found = _value(kind, said, where, tried)
        if not tried:
            return found
    faults += tried
    return None


def _simple(hint: Any, said: Any, where: str, faults: list[Fault]) -> Any:
    if get_origin(hint) is Literal:
        if said in get_args(hint):
            return said
        faults.append(_fault(where, said, "it is not an answer to this", f"write one of {_listed(get_args(hint))}"))
        return None
    if hint is datetime.date and isinstance(said, str):
        try:
            return datetime.date.fromisoformat(said)
        except ValueError:
            faults.append(_fault(where, said, "it is no day", "write it as 2026-11-27"))
            return None
    right = {
        str: isinstance(said, str),
        bool: isinstance(said, bool),
        int: isinstance(said, int) and not isinstance(said, bool),
        float: isinstance(said, (int, float)) and not isinstance(said, bool) and math.isfinite(said),
    }.get(hint, False)
    if not right:
        faults.append(_fault(where, said, "it is of the wrong kind", f"write {getattr(hint, '__name__', hint)}"))
    return said


def _listed(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values))


def _fault(where: str, said: Any, problem: str, remedy: str) -> Fault:
    text = " ".join(str(said).split())
    return Fault(where, "", text if len(text) <= 40 else f"{text[:40]}...", problem, remedy)
