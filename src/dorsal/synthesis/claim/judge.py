"""From a claim to its judgement: each kind is held against what can speak of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dorsal.synthesis.claim.ask import Ask, WrongWord
from dorsal.synthesis.claim.comparison import compared, varies
from dorsal.synthesis.claim.course import improves, responds
from dorsal.synthesis.claim.harm import harms
from dorsal.synthesis.claim.judgement import Judgement, Part, lowest
from dorsal.synthesis.claim.numbers import count, sentence
from dorsal.synthesis.claim.process import practised
from dorsal.synthesis.claim.structure import Claim, Kind
from dorsal.synthesis.claim.verdict import SCALE, Verdict, weakest

MOST_TOLD = 2
"""Parts whose sentences make up the suggested wording; the others are only counted."""

Parts = Callable[[Claim, Ask], tuple[Part, ...]]


def _mechanism(claim: Claim, ask: Ask) -> tuple[Part, ...]:
    return (
        Part(
            what=f"how {ask.label(claim.firsts[0])} may work",
            verdict="not_for_trials",
            reasons=(
                "Trials compare what becomes of people; they do not show what happens inside a muscle or a nerve.",
            ),
            wording="This is an idea about how it may work. It has not been shown by the trials that we could read.",
            settle="A named source that measured it; otherwise drop the sentence.",
        ),
    )


def _own_data(_: Claim, __: Ask) -> tuple[Part, ...]:
    return (
        Part(
            what="the clinic's own patients",
            verdict="own_data",
            reasons=(
                "Nothing published says how one clinic's patients fare. A clinic that records outcomes can count them.",
            ),
            wording="We have not yet counted how our own patients fare, so we make no claim about them.",
            settle="The clinic's own records: every patient's scores, with a fair comparison.",
        ),
    )


BY_KIND: Mapping[Kind, Parts] = {
    "comparative": compared,
    "combination": compared,
    "heterogeneity": varies,
    "harm": harms,
    "process": practised,
    "mechanism": _mechanism,
    "change_from_baseline": improves,
    "response_by_visit": responds,
    "routine_care": _own_data,
}


def judge(claim: Claim, ask: Ask) -> Judgement:
    """The verdict on a claim. All its parts would have to be true, so the weakest decides.

    A word of the statement that is wrong whatever the numbers say contradicts it, or leaves it uncertain.
    """
    parts = BY_KIND[claim.kind](claim, ask)
    wrong = tuple(word for word in ask.wrong_words if _says(claim, word))
    parts += tuple(_of_word(word) for word in wrong)
    verdict, deciding = _decided(parts)
    return Judgement(
        claim=claim,
        verdict=verdict,
        parts=parts,
        reasons=_reasons(parts, deciding),
        wording=_wording(parts, deciding),
        settle=tuple(dict.fromkeys(part.settle for part in parts if part.settle)),
        wrong_words=wrong,
    )


def _decided(parts: tuple[Part, ...]) -> tuple[Verdict, tuple[Part, ...]]:
    """What no evidence is asked about keeps its verdict; else the weakest part decides."""
    first = parts[0].verdict
    if first not in SCALE:
        return first, parts[:1]
    return weakest(part.verdict for part in parts), lowest(parts)


def _says(claim: Claim, word: WrongWord) -> bool:
    return word.found_in(claim.statement) and (not word.kinds or claim.kind in word.kinds)


def _of_word(word: WrongWord) -> Part:
    return Part(
        what=f"the word '{word.word}'",
        verdict="uncertain" if word.untold else "contradicted",
        reasons=(sentence(f"'{word.word}' {word.fault}: {word.why}"),),
        wording=sentence(word.instead) if word.instead else "",
        leaning="" if word.untold else "against",
    )


def _reasons(parts: tuple[Part, ...], deciding: tuple[Part, ...]) -> tuple[str, ...]:
    """Why, in words: of several parts each by its name, and which of them decided."""
    if len(parts) == 1:
        return parts[0].reasons
    names = "; ".join(part.what for part in deciding[:MOST_TOLD])
    more = f" and {len(deciding) - MOST_TOLD} more" if len(deciding) > MOST_TOLD else ""
    lead = sentence(f"{count(len(parts), 'part')} would have to be true; the weakest decides: {names}{more}")
    return (lead, *(f"{sentence(part.what)} {' '.join(part.reasons)}" for part in parts))


def _wording(parts: tuple[Part, ...], deciding: tuple[Part, ...]) -> str:
    """The sentences of the parts, each once, those that decided first."""
    told = list(dict.fromkeys(part.wording for part in (*deciding, *parts) if part.wording))
    more = len(told) - MOST_TOLD
    rest = f" {more} more {'part is' if more == 1 else 'parts are'} told in the list of claims." if more > 0 else ""
    return " ".join(told[:MOST_TOLD]) + rest
