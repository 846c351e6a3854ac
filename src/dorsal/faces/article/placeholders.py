"""Numbers of the evidence in a text: `{{C14.size}}` is filled when the text is read, and follows the evidence.

| field | of a claim |
|---|---|
| `verdict` | "uncertain" |
| `certainty` | "very low" |
| `estimate` | "21 points lower"; of how it is done "under 15 minutes" |
| `interval` | "11 to 31 points lower" |
| `size` | both, with the scale |
| `trials` | "1 trial", head to head |
| `people` | "78 people" |
| `counts` | how often a harm was counted |
| `wording` | the whole honest wording |

`{{counts of bruising after dry needling}}` asks for a harm that no claim names, `{{C30.2.counts}}` the second part of a
claim. `{{date}}`, `{{release}}`, `{{version}}`, `{{trials}}` (of the topic) and `{{claims}}` (how many) stand by
themselves. What is not known is filled with "not known".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dorsal.errors import Fault
from dorsal.faces.article.inline_claim import Unreadable, read_claim
from dorsal.faces.claims.claims_document import ClaimsDocument
from dorsal.synthesis.claim import Judgement, Part
from dorsal.synthesis.claim.numbers import count

NOT_KNOWN = "not known"
NAME = re.compile(r"(?P<id>[\w-]+)(?:\.(?P<part>\d{1,2}))?\.(?P<field>\w+)")
COUNTS = re.compile(r"counts of (.+)", re.IGNORECASE)
SIZE = re.compile(
    r"(?:.+: )?(?P<estimate>[^(]+?)(?: on a scale of [^(]+)? \((?:[\d.]+\s% interval: )?(?P<interval>.+)\)"
)
"""A size: the estimate, and in brackets its interval or whom it is of."""


def _trials(part: Part) -> str:
    return count(len(part.studies), "trial") if part.studies else "no trial"


def _people(part: Part) -> str:
    return count(part.people, "person", "people") if part.people is not None else NOT_KNOWN


def _of_size(name: str) -> Callable[[Part], str]:
    def found(part: Part) -> str:
        matched = SIZE.fullmatch(part.size)
        return matched[name] if matched else part.size

    return found


FIELDS: Mapping[str, Callable[[Part], str]] = {
    "certainty": lambda part: part.certainty,
    "estimate": _of_size("estimate"),
    "interval": _of_size("interval"),
    "size": lambda part: part.size,
    "trials": _trials,
    "people": _people,
    "counts": lambda part: part.counts,
}
WHOLE: Mapping[str, Callable[[Judgement], str]] = {
    "verdict": lambda judgement: judgement.words,
    "wording": lambda judgement: judgement.wording,
}
ALONE: Mapping[str, Callable[[ClaimsDocument], str]] = {
    "date": lambda document: document.date,
    "release": lambda document: document.release,
    "version": lambda document: document.provenance.version,
    "trials": lambda document: count(len(document.judged.topic.studies), "trial"),
    "claims": lambda document: count(len(document.judged.judgements), "claim"),
}


@dataclass(kw_only=True)
class Filler:
    """Fills the placeholders of one text and keeps what it cannot fill."""

    document: ClaimsDocument
    faults: list[Fault] = field(default_factory=list)

    def __call__(self, name: str, line: int) -> tuple[str, str]:
        """The words of a placeholder, and the claim whose wording they are or ""."""
        if name in ALONE:
            return ALONE[name](self.document) or NOT_KNOWN, ""
        if counted := COUNTS.fullmatch(name):
            return self._counts(counted[1], name, line), ""
        found = NAME.fullmatch(name)
        judgement = self.document.judgements.get(found["id"].upper()) if found else None
        if found is None or judgement is None:
            self._wrong(name, line)
            return "", ""
        chosen = found["field"].lower()
        if chosen in WHOLE and not found["part"]:
            return WHOLE[chosen](judgement), judgement.claim.id if chosen == "wording" else ""
        part = self._part(judgement, found["part"])
        if chosen not in FIELDS or part is None:
            self._wrong(name, line)
            return "", ""
        return FIELDS[chosen](part) or NOT_KNOWN, ""

    def _counts(self, harm: str, name: str, line: int) -> str:
        """How often "bruising after dry needling" was counted."""
        try:
            claim = read_claim(f"{harm}: occurs", name, "", self.document.judged)
        except Unreadable as wrong:
            self.faults.append(Fault(f"line {line}", "", wrong.value[:60], wrong.problem, wrong.remedy))
            return ""
        told = [part.counts for part in self.document.judged.judge(claim).parts if part.counts]
        return "; and ".join(told) or NOT_KNOWN

    def _part(self, judgement: Judgement, number: str | None) -> Part | None:
        """The part by its number; without one the first that decided."""
        if number is None:
            return (*judgement.deciding, *judgement.parts)[0]
        place = int(number)
        return judgement.parts[place - 1] if 1 <= place <= len(judgement.parts) else None

    def _wrong(self, name: str, line: int) -> None:
        known = [*FIELDS, *WHOLE]
        way_out = f"write as C14.size, with one of {', '.join(known)}; or {', '.join(ALONE)}"
        self.faults.append(Fault(f"line {line}", "", f"{{{{{name[:60]}}}}}", "it stands for nothing", way_out))
