"""Does a sentence say more than the evidence allows? By the verdict on each claim behind it and the words it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dorsal.faces.article.blocks import Sentence
from dorsal.faces.article.strength import IDEA, UNTREATED, Level, is_effect, level, says, strong_word
from dorsal.synthesis.claim import WORDS, Judgement, Verdict
from dorsal.topics.judged import JudgedTopic

ALWAYS: tuple[Level, ...] = ("doubt", "question")
ALLOWED: Mapping[Verdict, tuple[Level, ...]] = {
    "supported": ("flat", "probable", "possible"),
    "probably": ("probable", "possible"),
    "uncertain": (),
    "probably_not": ("denial",),
    "contradicted": ("denial",),
    "not_for_trials": (),
    "own_data": ("denial",),
}
"""What a sentence may say beside doubt and questions, which always may."""
NEEDLE = r"needl\w*"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One way in which a sentence says too much."""

    kind: str
    """overstated, contradicted, wrong_word or half_told."""
    key: str
    """The claim, "" for a word."""
    words: str


def problems(
    sentence: Sentence, judgements: Sequence[Judgement], context: str, judged: JudgedTopic
) -> tuple[Problem, ...]:
    """What is wrong with a sentence. `context`: the whole paragraph, in which more may be said."""
    found = [problem for judgement in judgements for problem in _of_claim(sentence, judgement, context)]
    return (*found, *_wrong_words(sentence.text, judgements, judged))


def _of_claim(sentence: Sentence, judgement: Judgement, context: str) -> list[Problem]:
    said, verdict = level(sentence.text), judgement.verdict
    key = judgement.claim.id
    if key in sentence.filled:
        return []
    if judgement.claim.kind == "change_from_baseline" and said not in ALWAYS and not says(UNTREATED, context):
        words = "it tells half of it: pain falls in untreated people too; say so beside it"
        return [Problem(kind="half_told", key=key, words=words)]
    if said in ALWAYS or said in ALLOWED[verdict] or _cited_idea(sentence, verdict) or _told_beside(judgement):
        return []
    kind = "contradicted" if verdict in ("contradicted", "probably_not") else "overstated"
    return [Problem(kind=kind, key=key, words=_too_much(sentence.text, said, verdict))]


def _cited_idea(sentence: Sentence, verdict: Verdict) -> bool:
    """An idea about the body may stand as an idea, or with its source."""
    cited = any(span.href for span in sentence.spans)
    return verdict == "not_for_trials" and (cited or says(IDEA, sentence.text))


def _told_beside(judgement: Judgement) -> bool:
    """A fall that is told with that of the untreated says what was seen."""
    return judgement.claim.kind == "change_from_baseline" and judgement.verdict in ("supported", "probably")


SAYS: Mapping[Level, str] = {
    "sure": "it is sure",
    "flat": "it says so without a hedge",
    "probable": "it says 'probably' or the like",
    "possible": "it says 'may' or the like",
    "denial": "it says no",
}
NEEDS: Mapping[Verdict, str] = {
    "supported": "leave out what no evidence can promise",
    "probably": "say 'probably'",
    "uncertain": "say that nobody knows",
    "probably_not": "say that it probably is not so",
    "contradicted": "say that it is not so, or leave it out",
    "not_for_trials": "call it an idea, link to a source that measured it, or drop it",
    "own_data": "leave it out until you have counted",
}


def _too_much(text: str, said: Level, verdict: Verdict) -> str:
    word = strong_word(text)
    stress = f" ('{word}')" if word and said in ("sure", "flat") else ""
    return f"{SAYS.get(said, said)}{stress}, the evidence says {WORDS[verdict]}: {NEEDS[verdict]}"


def _wrong_words(text: str, judgements: Sequence[Judgement], judged: JudgedTopic) -> list[Problem]:
    """Words that are wrong whatever the numbers, where the sentence does not say so or doubts.

    A word that is wrong in claims of some kind only is looked for in sentences that make such a claim.
    """
    if level(text) in ("denial", "question"):
        return []
    kinds = {judgement.claim.kind for judgement in judgements}
    wrong = [w for w in judged.ask.wrong_words if w.found_in(text) and (not w.kinds or kinds & set(w.kinds))]
    return [
        Problem(kind="wrong_word", key="", words=f"'{w.word}' {w.fault}: {w.why}")
        for w in wrong
        if not (w.untold and level(text) == "doubt")
    ]


def unmarked(text: str, judged: JudgedTopic) -> bool:
    """Whether a sentence says that the topic's treatment does good or harm, without asking or doubting."""
    return level(text) not in ALWAYS and is_effect(text) and _speaks_of(text, judged)


def _speaks_of(text: str, judged: JudgedTopic) -> bool:
    focus = judged.topic.treatments.table.get(judged.topic.settings.focus)
    if focus is None:
        return False
    names = [re.escape(name) for name in (focus.label, *focus.synonyms)]
    group = [NEEDLE] if "needling" in focus.label.casefold() else []
    return re.search(rf"\b(?:{'|'.join([*names, *group])})\b", text, re.IGNORECASE) is not None


def suggestion(judgements: Sequence[Judgement], wrong: Sequence[Problem]) -> str:
    """The honest wording of the claims that it says too much about."""
    keys = {problem.key for problem in wrong}
    return " ".join(dict.fromkeys(j.wording for j in judgements if j.claim.id in keys))
