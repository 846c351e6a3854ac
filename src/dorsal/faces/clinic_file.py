"""A clinic's own numbers as a TOML file: visits, minutes, weeks, price and travel of its treatments.

name = "Clinic at the bridge"
currency = "EUR"
travel = 40                     # minutes there and back

[treatments."dry needling"]
visits = [4, 6]                 # from, to; or one number
minutes = 30
price = 45                      # a visit
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from dorsal.care.burden import UNITS, ClinicValues
from dorsal.errors import EvidenceError, Fault, SheetError
from dorsal.trials.treatment import Treatments

MOST: Mapping[str, float] = {
    "visits": 200, "minutes": 600, "weeks": 260, "per_week": 14, "needles": 100, "price": 100_000, "travel": 1440,
}  # fmt: skip
"""Numbers above these are slips of the pen."""
NAMES = ("name", "currency", "travel", "treatments")
LONGEST = 80
OWN = tuple(name for name in UNITS if name != "travel")
Span = tuple[float, float]


def read_clinic(path: Path, treatments: Treatments) -> ClinicValues:
    """The clinic's numbers. Raises SheetError with every fault of the file, OSError if it cannot be opened."""
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SheetError(f"{path.name} is not TOML ({error}); correct it at that place") from None
    values, faults = clinic_values(said, treatments)
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        raise SheetError(f"{path.name}: {count} in the clinic's numbers", faults)
    return values


def clinic_values(said: Mapping[str, Any], treatments: Treatments) -> tuple[ClinicValues, list[Fault]]:
    """The values, and everything that is wrong with them."""
    faults = [
        Fault(name, "", "", "there is no such name here", f"the names are {', '.join(NAMES)}")
        for name in said
        if name not in NAMES
    ]
    texts = {name: _text(name, said.get(name, ""), faults) for name in ("name", "currency")}
    travel = _span("travel", "travel", said["travel"], faults) if "travel" in said else None
    own = said.get("treatments", {})
    if not isinstance(own, dict):
        faults.append(Fault("treatments", "", str(own)[:40], "it is no table", 'write [treatments."dry needling"]'))
        own = {}
    found = dict(_treatments(own, treatments, faults))
    return ClinicValues(name=texts["name"], currency=texts["currency"], travel=travel, treatments=found), faults


def _text(name: str, value: Any, faults: list[Fault]) -> str:
    if isinstance(value, str) and len(value) <= LONGEST and value.isprintable():
        return value.strip()
    faults.append(Fault(name, "", str(value)[:40], "it is no short text", f"write up to {LONGEST} signs in quotes"))
    return ""


def _treatments(
    own: Mapping[str, Any], treatments: Treatments, faults: list[Fault]
) -> Iterator[tuple[str, dict[str, Span]]]:
    for name, numbers in own.items():
        where = f'treatments."{name}"'
        try:
            code = treatments.resolve(name)
        except EvidenceError as error:
            faults.append(Fault(where, "", "", str(error), "correct the name"))
            continue
        if not isinstance(numbers, dict):
            faults.append(Fault(where, "", str(numbers)[:40], "it is no table of numbers", "write visits = 5 under it"))
            continue
        yield code, dict(_numbers(where, numbers, faults))


def _numbers(where: str, numbers: Mapping[str, Any], faults: list[Fault]) -> Iterator[tuple[str, Span]]:
    for name, value in numbers.items():
        if name not in OWN:
            faults.append(Fault(f"{where}.{name}", "", "", "there is no such name", f"the names are {', '.join(OWN)}"))
            continue
        span = _span(f"{where}.{name}", name, value, faults)
        if span is not None:
            yield name, span


def _span(where: str, name: str, value: Any, faults: list[Fault]) -> Span | None:
    """One number, or two from low to high."""
    ends = value if isinstance(value, list) else [value, value]
    numbers = [end for end in ends if isinstance(end, (int, float)) and not isinstance(end, bool) and isfinite(end)]
    shown = str(value)[:40]
    if len(ends) != 2 or len(numbers) != 2:
        faults.append(Fault(where, "", shown, "it is not a number, or two from low to high", "write 5, or [4, 6]"))
        return None
    low, high = numbers
    if not 0 <= low <= high <= MOST[name]:
        problem = f"it must rise, from 0 up to {MOST[name]:g}"
        faults.append(Fault(where, "", shown, problem, f"{name} is {UNITS[name]}; correct it"))
        return None
    return float(low), float(high)
