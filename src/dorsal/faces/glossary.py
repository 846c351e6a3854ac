"""The words of the field in plain language: one table (glossary.toml) for `dorsal explain` and docs/glossary.md."""

from __future__ import annotations

import re
import textwrap
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from dorsal.errors import EvidenceError, OptionError

TABLE = "glossary.toml"
PAGE_WIDTH = 120
MOST_OFFERED = 4
ALIKE = 0.7
"""How alike two spellings are (0 to 1) before the one is offered for the other."""
BRACKETED = re.compile(r"(.+?) \((.+)\)")
HEADER = """\
# Glossary

First in plain words, then exactly. `dorsal explain TERM` says the same at the command line. This page is what
`dorsal explain --md` prints; the words stand in [one table](../src/dorsal/faces/glossary.toml)."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word, what it means to anybody (`plain`), and its exact meaning with the source (`full`, or "")."""

    name: str
    plain: str
    full: str = ""
    also: tuple[str, ...] = ()
    """Other names and spellings by which it is found."""
    section: str = ""

    def __post_init__(self) -> None:
        for field in ("plain", "full"):
            object.__setattr__(self, field, " ".join(getattr(self, field).split()))
        if not self.plain:
            raise EvidenceError(f"glossary, {self.name}: there are no plain words for it")

    @property
    def keys(self) -> frozenset[str]:
        """Every spelling by which it is found, as `key` has it."""
        bracketed = BRACKETED.fullmatch(self.name)
        names = bracketed.groups() if bracketed else (self.name,)
        return frozenset(key(name) for name in (*names, *self.also))


def key(spelling: str) -> str:
    """A spelling without what people vary: case, accents, blanks, hyphens, superscripts, Greek tau."""
    letters = unicodedata.normalize("NFKD", spelling.replace("τ", "tau")).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the order of the page. Raises EvidenceError if two share a spelling."""
    table = tomllib.loads(files("dorsal.faces").joinpath(TABLE).read_text(encoding="utf-8"))
    found = tuple(
        Term(**{**entry, "also": tuple(entry.get("also", ()))}, section=section["title"])
        for section in table["section"]
        for entry in section["term"]
    )
    _by_key(found)
    return found


def _by_key(found: Iterable[Term]) -> Mapping[str, Term]:
    known: dict[str, Term] = {}
    for term in found:
        for spelling in term.keys:
            other = known.setdefault(spelling, term)
            if other is not term:
                raise EvidenceError(f"glossary: {spelling!r} stands for {other.name} and for {term.name}")
    return known


def explain(spelling: str) -> Term:
    """The term that is spelled so, or nearly (singular for plural). Raises OptionError with those that come near."""
    known = _by_key(terms())
    asked = key(spelling)
    for tried in (asked, asked.removesuffix("s"), asked.removesuffix("es")):
        if tried in known:
            return known[tried]
    near = near_to(spelling)
    offer = f"did you mean {', '.join(near)}?" if near else "`dorsal explain` lists those that are"
    raise OptionError(f"{spelling.strip()!r} is not explained here; {offer}")


def near_to(spelling: str) -> tuple[str, ...]:
    """Names of terms that somebody who wrote this may have meant, the likeliest first."""
    known, asked = _by_key(terms()), key(spelling)
    words = [key(word) for word in spelling.split()]
    named = [word for word in words if word in known]
    holding = [k for k in known if len(asked) > 2 and (asked in k or (len(k) > 3 and k in asked))]
    alike = get_close_matches(asked, known, n=MOST_OFFERED, cutoff=ALIKE)
    return tuple(dict.fromkeys(known[k].name for k in (*alike, *named, *holding)))[:MOST_OFFERED]


def sections() -> Mapping[str, tuple[Term, ...]]:
    """The terms by section, both in the order of the page."""
    found: dict[str, tuple[Term, ...]] = {}
    for term in terms():
        found[term.section] = (*found.get(term.section, ()), term)
    return found


def markdown(chosen: Term | None = None) -> str:
    """One term, or the whole page, as Markdown."""
    return "\n\n".join(_page() if chosen is None else _entry(chosen))


def _page() -> Iterator[str]:
    yield HEADER
    for title, inside in sections().items():
        yield f"## {title}"
        for term in inside:
            yield from _entry(term)


def _entry(term: Term) -> Iterator[str]:
    yield textwrap.fill(f"**{term.name}.** {term.plain}", PAGE_WIDTH, break_on_hyphens=False, break_long_words=False)
    if term.full:
        yield textwrap.fill(f"*Exactly:* {term.full}", PAGE_WIDTH, break_on_hyphens=False, break_long_words=False)
