"""The languages of what patients read: from an English sentence to theirs, by gettext catalogues in `dorsal/locale`.

A language is a value that is handed on, never a setting of the process: two pages of one server may speak two of them.
What stands in the code is marked where it is said (`words`, `counted`), or with `marked` where it is kept in a table.
Names that come from a topic's tables (treatments, events) are looked up by their English words in the topic's
translations.csv (`extended`); one that is not there stays English.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from dorsal.errors import OptionError
from dorsal.faces.numbers import HARD_SPACE
from dorsal.faces.numbers import number as english_number

DOMAIN = "dorsal"
NAMES: Mapping[str, str] = {"en": "English", "es": "Español"}
"""Every language by its code, in its own words. English needs no catalogue."""


def marked(message: str) -> str:
    """The message as it is, marked to be translated where it is used."""
    return message


MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language: its code (for `lang`), its name, and how it says things."""

    code: str
    name: str
    _catalogue: NullTranslations = field(repr=False, compare=False)
    _names: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Names of a topic by their English words."""

    def extended(self, rows: Iterable[Mapping[str, str]]) -> Language:
        """The same language with the names of a topic: rows of its translations.csv (language, english, words)."""
        names = {row["english"]: row["words"] for row in rows if row["language"] == self.code}
        return replace(self, _names={**self._names, **names})

    def words(self, message: str, /, **values: object) -> str:
        """A message in this language, its {places} filled."""
        return _filled(self._catalogue.gettext(message), values) if message else ""

    def name_of(self, english: str) -> str:
        """A name out of a topic's tables in this language, or as it is."""
        return self._names.get(english, english)

    def counted(self, one: str, many: str, n: int, /, **values: object) -> str:
        """A message about n things; {n} is the number."""
        return _filled(self._catalogue.ngettext(one, many, n), {"n": self.number(n), **values})

    def knows(self, english: str) -> bool:
        """Whether a name out of a topic's tables has words in this language."""
        return self.code == "en" or english in self._names

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as this language writes it."""
        text = english_number(value, decimals)
        return text if self.code == "en" else text.replace(",", HARD_SPACE).replace(".", ",")

    def figures(self, text: str) -> str:
        """The figures of an English text as this language writes them: "−20.9 [−31.2 to −10.6]"."""
        if self.code == "en":
            return text
        parted = re.sub(r"(?<=\d)[.,](?=\d)", lambda found: {".": ",", ",": HARD_SPACE}[found[0]], text)
        return re.sub(r"\bto\b", self.words("to"), parted)

    def date(self, day: datetime.date) -> str:
        """ "27 November 2026" """
        month = self.words(MONTHS[day.month - 1])
        return self.words("{day} {month} {year}", day=day.day, month=month, year=day.year)

    def listed(self, words: Iterable[str]) -> str:
        """ "a, b and c" """
        *first, last = list(words) or [""]
        return self.words("{first} and {last}", first=", ".join(first), last=last) if first else last


def _filled(message: str, values: Mapping[str, object]) -> str:
    return message.format_map(values) if values else message


@cache
def language(code: str = "en") -> Language:
    """A language by its code, "es" or "es-MX". Raises OptionError for one that Dorsal does not speak."""
    short = code.strip().lower().replace("_", "-").partition("-")[0]
    if short not in NAMES:
        known = ", ".join(f"{key} ({name})" for key, name in NAMES.items())
        raise OptionError(f"no language {code!r}; use one of {known}")
    return Language(code=short, name=NAMES[short], _catalogue=_catalogue(short))


def _catalogue(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    with (files("dorsal") / "locale" / code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as compiled:
        return GNUTranslations(compiled)


ENGLISH = language()
"""What is spoken where nobody asks for another language."""
