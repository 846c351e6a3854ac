"""What was given: treatment codes, their classes, and combinations of them joined by `+`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dorsal.errors import EvidenceError

JOIN = "+"


def components(treatment: str) -> tuple[str, ...]:
    """The single treatments of a combination, sorted: "exercise+dry_needling" -> (dry_needling, exercise).

    Raises EvidenceError if a part is empty or stands twice, or where the treatment is no text.
    """
    if not isinstance(treatment, str):
        raise EvidenceError(f"a treatment is named in text, got {treatment!r}; write {str(treatment)!r}")
    if JOIN not in treatment and treatment.strip():
        return (treatment.strip(),)
    parts = tuple(sorted(part.strip() for part in treatment.split(JOIN)))
    if not all(parts):
        raise EvidenceError(f"treatment {treatment!r} has an empty part; write a{JOIN}b")
    if len(set(parts)) < len(parts):
        raise EvidenceError(f"treatment {treatment!r} names the same part twice")
    return parts


def canonical(treatment: str) -> str:
    """The one spelling of a combination: its components sorted and joined by `+`."""
    return JOIN.join(components(treatment))


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """One single treatment of a topic."""

    code: str
    label: str
    group: str = ""
    """Its class: needling, active, manual, medicine, sham, reference ..."""
    sham_for: tuple[str, ...] = ()
    plain_words: str = ""
    synonyms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.code or JOIN in self.code or self.code != self.code.strip():
            raise EvidenceError(f"treatment code {self.code!r} must be one word without {JOIN!r} or outer blanks")


def _folded(name: str) -> str:
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold()


@dataclass(frozen=True)
class Treatments(Mapping[str, Treatment]):
    """The treatments of a topic by code; knows combinations and synonyms."""

    table: Mapping[str, Treatment]
    _names: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names: dict[str, str] = {}
        for treatment in self.table.values():
            for name in (treatment.code, treatment.label, *treatment.synonyms):
                if names.setdefault(_folded(name), treatment.code) != treatment.code:
                    raise EvidenceError(f"{name!r} names both {names[_folded(name)]} and {treatment.code}")
        object.__setattr__(self, "_names", names)

    @classmethod
    def of(cls, treatments: Iterable[Treatment]) -> Treatments:
        """A table of treatments; raises EvidenceError if a code stands twice or a name is ambiguous."""
        table: dict[str, Treatment] = {}
        for treatment in treatments:
            if treatment.code in table:
                raise EvidenceError(f"treatment {treatment.code!r} stands twice")
            table[treatment.code] = treatment
        return cls(table)

    def __getitem__(self, code: str) -> Treatment:
        return self.table[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def resolve(self, name: str) -> str:
        """The canonical code of a treatment or combination written as code, label or synonym, in any order.

        Raises EvidenceError naming the nearest known codes if a part is unknown.
        """
        return canonical(JOIN.join(self._code(part) for part in name.split(JOIN)))

    def _code(self, name: str) -> str:
        code = self._names.get(_folded(name))
        if code is None:
            near = [c for c in self.table if _folded(name)[:4] and _folded(name)[:4] in _folded(c)]
            hint = f"; did you mean {' or '.join(near[:3])}?" if near else ""
            raise EvidenceError(f"unknown treatment {name.strip()!r}{hint}")
        return code

    def label(self, treatment: str) -> str:
        """The words for a treatment or combination: "Dry needling + exercise therapy"."""
        first, *others = treatment.split(JOIN)
        return " + ".join([self._words(first), *(self._inside(part) for part in others)])

    def as_written(self, treatment: str) -> bool:
        """Whether its words are the code itself: the spelling of whoever wrote the table, kept wherever it stands."""
        return self._words(treatment.split(JOIN)[0]) == treatment.split(JOIN)[0]

    def _words(self, code: str) -> str:
        return self.table[code].label if code in self.table else code

    def _inside(self, code: str) -> str:
        return code if self.as_written(code) else _lower_first(self._words(code))

    def group(self, treatment: str) -> str:
        """The class of a single treatment, "combination" for several."""
        if JOIN in treatment:
            return "combination"
        return self.table[treatment].group if treatment in self.table else ""


def _lower_first(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
