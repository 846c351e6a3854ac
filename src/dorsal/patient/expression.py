"""When a rule holds, as a small expression over answers: `anticoagulant and deep_site`, `age > 65`, `2 of (a, b, c)`.

Three-valued logic of Kleene: an answer is yes, no or unknown, and so is the whole. Unknown is never taken for no.

    expression   all ("or" all)*
    all          one ("and" one)*
    one          "not" one | "(" expression ")" | NUMBER "of" "(" expression ("," expression)+ ")"
                 | NAME | NAME ("<" | "<=" | ">" | ">=") NUMBER
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import ge, gt, le, lt
from typing import Protocol

from dorsal.errors import EvidenceError
from dorsal.patient.profile import Tri

OPERATORS: Mapping[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
WORDS = ("and", "or", "not", "of")
OPPOSITE: Mapping[Tri, Tri] = {"yes": "no", "no": "yes", "unknown": "unknown"}
DEEPEST = 30
"""Brackets in brackets that are read."""
TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_]\w*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=|>=|[<>(),]))")


class Facts(Protocol):
    """What is known: answers by code, numbers by field."""

    def answer(self, code: str) -> Tri: ...
    def number(self, name: str) -> float | None: ...


class Node(ABC):
    """A part of an expression."""

    @abstractmethod
    def truth(self, facts: Facts) -> Tri:
        """Yes, no, or unknown."""

    @abstractmethod
    def because(self, facts: Facts) -> tuple[str, ...]:
        """The names that make it what it is: those that are true, false, or still unknown."""

    @abstractmethod
    def next(self, facts: Facts) -> tuple[str, ...]:
        """Of an unknown: the names to ask now. Of parts that must all hold, the first unknown one comes first."""

    @abstractmethod
    def names(self) -> Iterator[tuple[str, str]]:
        """Every name in it with how it is used: "yes_no" or "number"."""


@dataclass(frozen=True)
class Answer(Node):
    """The answer to a question with yes and no."""

    name: str

    def truth(self, facts: Facts) -> Tri:
        return facts.answer(self.name)

    def because(self, facts: Facts) -> tuple[str, ...]:
        del facts  # whatever it is, it is so because of this
        return (self.name,)

    def next(self, facts: Facts) -> tuple[str, ...]:
        return (self.name,) if self.truth(facts) == "unknown" else ()

    def names(self) -> Iterator[tuple[str, str]]:
        yield self.name, "yes_no"


@dataclass(frozen=True)
class Comparison(Answer):
    """A number against a limit."""

    sign: str
    limit: float

    def truth(self, facts: Facts) -> Tri:
        value = facts.number(self.name)
        if value is None:
            return "unknown"
        return "yes" if OPERATORS[self.sign](value, self.limit) else "no"

    def names(self) -> Iterator[tuple[str, str]]:
        yield self.name, "number"


@dataclass(frozen=True)
class Not(Node):
    """The opposite."""

    inner: Node

    def truth(self, facts: Facts) -> Tri:
        return OPPOSITE[self.inner.truth(facts)]

    def because(self, facts: Facts) -> tuple[str, ...]:
        return self.inner.because(facts)

    def next(self, facts: Facts) -> tuple[str, ...]:
        return self.inner.next(facts)

    def names(self) -> Iterator[tuple[str, str]]:
        yield from self.inner.names()


@dataclass(frozen=True)
class AtLeast(Node):
    """So many of these hold: all of them for "and", one for "or"."""

    least: int
    parts: tuple[Node, ...]

    def truth(self, facts: Facts) -> Tri:
        truths = [part.truth(facts) for part in self.parts]
        if truths.count("yes") >= self.least:
            return "yes"
        return "unknown" if truths.count("yes") + truths.count("unknown") >= self.least else "no"

    def because(self, facts: Facts) -> tuple[str, ...]:
        whole = self.truth(facts)
        return _once(name for part in self.parts if part.truth(facts) == whole for name in part.because(facts))

    def next(self, facts: Facts) -> tuple[str, ...]:
        if self.truth(facts) != "unknown":
            return ()
        asked = [part.next(facts) for part in self.parts if part.truth(facts) == "unknown"]
        return asked[0] if self.least == len(self.parts) else _once(name for names in asked for name in names)

    def names(self) -> Iterator[tuple[str, str]]:
        for part in self.parts:
            yield from part.names()


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Expression:
    """An expression as it was written, and what it means. Raises EvidenceError, which says where it went wrong."""

    text: str
    _root: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_root", _Reader(self.text).whole())

    def __str__(self) -> str:
        return self.text

    def truth(self, facts: Facts) -> Tri:
        """Yes, no, or unknown."""
        return self._root.truth(facts)

    def because(self, facts: Facts) -> tuple[str, ...]:
        """The names that make it what it is, each once, as they stand in it."""
        return self._root.because(facts)

    def next(self, facts: Facts) -> tuple[str, ...]:
        """The names to ask now, where it is unknown."""
        return self._root.next(facts)

    @property
    def names(self) -> Mapping[str, str]:
        """Every name in it, and whether it is used as "yes_no" or as "number"."""
        return dict(self._root.names())


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        if not self.tokens:
            raise EvidenceError("the expression is empty; write an answer's code, as in anticoagulant or age > 65")
        node = self.either()
        if self.place < len(self.tokens):
            raise self.wrong("and, or, or the end")
        return node

    def either(self) -> Node:
        parts = self._joined("or", self.both)
        return parts[0] if len(parts) == 1 else AtLeast(1, parts)

    def both(self) -> Node:
        parts = self._joined("and", self.one)
        return parts[0] if len(parts) == 1 else AtLeast(len(parts), parts)

    def _joined(self, word: str, read: Callable[[], Node]) -> tuple[Node, ...]:
        parts = [read()]
        while self.took(word):
            parts.append(read())
        return tuple(parts)

    def one(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise EvidenceError(f"{self.text[:40]!r}...: over {DEEPEST} brackets inside one another; write it flatter")
        node = self._one()
        self.depth -= 1
        return node

    def _one(self) -> Node:
        if self.took("not"):
            return Not(self.one())
        if self.took("("):
            return self.closed(self.either())
        token = self.token
        if token and token[0].isdigit():
            return self.several()
        if not token or not (token[0].isalpha() or token[0] == "_") or token in WORDS:
            raise self.wrong("an answer's code, not, or (")
        self.place += 1
        return self.compared(token)

    def compared(self, name: str) -> Node:
        sign = self.token
        if sign not in OPERATORS:
            return Answer(name)
        self.place += 1
        limit = self.token
        if not limit or not limit[0].isdigit():
            raise self.wrong("a number")
        self.place += 1
        return Comparison(name, sign, float(limit))

    def several(self) -> Node:
        count = self.token
        self.place += 1
        for word in ("of", "("):
            if not self.took(word):
                raise self.wrong(f"{word!r}, as in 2 of (a, b, c)")
        parts = [self.either()]
        while self.took(","):
            parts.append(self.either())
        if not count.isdigit() or not 1 <= int(count) <= len(parts):
            raise EvidenceError(f"{self.text!r}: {count} of {len(parts)} cannot be; write 1 to {len(parts)}")
        return self.closed(AtLeast(int(count), tuple(parts)))

    def closed(self, node: Node) -> Node:
        if not self.took(")"):
            raise self.wrong("a closing bracket")
        return node

    @property
    def token(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def took(self, word: str) -> bool:
        if self.token != word:
            return False
        self.place += 1
        return True

    def wrong(self, wanted: str) -> EvidenceError:
        found, at = self.tokens[self.place] if self.place < len(self.tokens) else ("the end", len(self.text))
        return EvidenceError(f"{self.text!r}: at character {at + 1} there is {found}; write {wanted}")


def _tokens(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    while text[at:].strip():
        token = TOKEN.match(text, at)
        if token is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise EvidenceError(
                f"{text!r}: {text[start]!r} at character {start + 1} cannot be read; use answers' codes, and, or, not, "
                "brackets, < <= > >= and numbers"
            )
        kind = token.lastgroup or "sign"
        found.append((token[kind], token.start(kind)))
        at = token.end()
    return found
