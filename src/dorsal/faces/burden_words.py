"""What an option asks of a person, in words: what is unknown is said to be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.care.burden import Burden, Has, Quantity
from dorsal.faces.care_words import span_words
from dorsal.faces.language import Language, marked

NAMES: Mapping[str, str] = {
    "visits": marked("Visits"),
    "minutes": marked("Minutes a visit"),
    "weeks": marked("Weeks"),
    "per_week": marked("Visits a week"),
    "needles": marked("Needles a visit"),
    "price": marked("Price of a visit"),
    "travel": marked("Minutes of travel a visit"),
    "time": marked("Minutes in all"),
    "cost": marked("Price in all"),
}
HAS: Mapping[Has, str] = {"yes": marked("yes"), "no": marked("no"), "unknown": marked("perhaps")}
TENTHS_BELOW = 10.0
"""Numbers below this keep a decimal if they have one."""


def quantity_words(language: Language, quantity: Quantity) -> str:
    """ "3 to 6", "up to 15", "8 or more", "not known"; numbers of the clinic are marked."""
    said = _ends(language, quantity)
    return language.words("{number} (this clinic)", number=said) if quantity.local else said


def _ends(language: Language, quantity: Quantity) -> str:
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return language.words("not known")
    if low is None and high is not None:
        return language.words("up to {high}", high=_number(language, high))
    if high is None and low is not None:
        return language.words("{low} or more", low=_number(language, low))
    assert low is not None
    assert high is not None
    return span_words(language, _number(language, low), _number(language, high))


def _number(language: Language, value: float) -> str:
    return language.number(value, 1 if value < TENTHS_BELOW and value != round(value) else 0)


def has_words(language: Language, has: Has) -> str:
    """ "yes", "no", "perhaps" """
    return language.words(HAS[has])


def burden_lines(language: Language, burden: Burden) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Name, number and rows of everything that is known or that everybody asks for."""
    always = ("visits", "minutes", "weeks")
    found = {**burden.quantities, "time": burden.time, "cost": burden.cost}
    for name, quantity in found.items():
        if not quantity.known and name not in always:
            continue
        if name == "needles" and burden.needled == "no":
            continue
        said = quantity_words(language, quantity)
        if burden.currency and name in ("price", "cost"):
            said = f"{said} {burden.currency}"
        yield language.words(NAMES[name]), said, quantity.rows
    yield language.words("Needles"), has_words(language, burden.needled), ()
    yield language.words("Medicines"), has_words(language, burden.medicines), ()
