"""The marks of a text: `[[C14]]`, `[[C03, C25]]`, a claim written in place, or `[[no claim]]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from dorsal.errors import Fault
from dorsal.faces.article.blocks import Sentence, Written
from dorsal.faces.article.inline_claim import EXAMPLE, Unreadable, read_claim
from dorsal.faces.claims.claims_document import ClaimsDocument
from dorsal.synthesis.claim import Judgement

NO_CLAIM = "no claim"
INLINE = re.compile(r"claim\s*:\s*(.+)", re.IGNORECASE)
APART = re.compile(r"[\s,;]+")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """What the marks of one sentence mean."""

    keys: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()


@dataclass(kw_only=True)
class MarkReader:
    """Reads the marks of one text and keeps what it cannot read."""

    document: ClaimsDocument
    faults: list[Fault] = field(default_factory=list)
    own: dict[str, Judgement] = field(default_factory=dict)
    """Claims written in the text, by what they say."""

    @property
    def judgements(self) -> Mapping[str, Judgement]:
        """Every claim that a mark may have named: those of the topic, then those of the text."""
        own = {judgement.claim.id: judgement for judgement in self.own.values()}
        return {**self.document.judged.judgements, **own}

    def read(self, sentence: Sentence) -> Marked:
        """The claims behind a sentence."""
        if not sentence.written:
            return Marked()
        if not sentence.text:
            written = sentence.written[0]
            self._fault(
                written, "no sentence stands before it", "put the mark behind the sentence that makes the claim"
            )
            return Marked()
        keys: list[str] = []
        found: list[Judgement] = []
        for written in sentence.written:
            self._read(written, sentence.text, keys, found)
        return Marked(keys=tuple(keys), judgements=tuple(found))

    def _read(self, written: Written, text: str, keys: list[str], found: list[Judgement]) -> None:
        said = written.text.strip()
        if said.casefold() == NO_CLAIM:
            keys.append(NO_CLAIM)
        elif inline := INLINE.fullmatch(said):
            judgement = self._inline(written, inline[1], text)
            if judgement is not None:
                self._add(written, judgement, keys, found)
        elif not said:
            self._fault(written, "the mark is empty", "name a claim, as in [[C14]]")
        else:
            for name in filter(None, APART.split(said)):
                known = self.document.judged.judgements.get(name.upper()) or self.document.judged.judgements.get(name)
                if known is None:
                    self._unknown(written, name)
                else:
                    self._add(written, known, keys, found)

    def _add(self, written: Written, judgement: Judgement, keys: list[str], found: list[Judgement]) -> None:
        if judgement.claim.id in keys:
            self._fault(written, "the sentence has this claim already", "leave one of them out")
            return
        keys.append(judgement.claim.id)
        found.append(judgement)

    def _inline(self, written: Written, text: str, statement: str) -> Judgement | None:
        said = " ".join(text.casefold().split())
        if said in self.own:
            return self.own[said]
        try:
            claim = read_claim(text, f"own-{len(self.own) + 1}", statement, self.document.judged)
        except Unreadable as wrong:
            self.faults.append(Fault(f"line {written.line}", "", wrong.value[:60], wrong.problem, wrong.remedy))
            return None
        self.own[said] = self.document.judged.judge(claim)
        return self.own[said]

    def _unknown(self, written: Written, name: str) -> None:
        known = list(self.document.judged.judgements)
        near = get_close_matches(name.upper(), known, n=3, cutoff=0.5)
        there = (
            f"did you mean {', '.join(near)}?"
            if near
            else f"there are {known[0]} to {known[-1]}"
            if known
            else "the topic has no claims"
        )
        self._fault(written, f"no claim has the id {name[:40]!r}", f"{there}; or write it in place: {EXAMPLE}")

    def _fault(self, written: Written, problem: str, remedy: str) -> None:
        self.faults.append(Fault(f"line {written.line}", "", f"[[{written.text[:60]}]]", problem, remedy))
