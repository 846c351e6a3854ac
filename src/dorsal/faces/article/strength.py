"""How much a sentence says, by its words: a lint for English, beside the verdict on the claim behind it.

| level | words | stands with |
|---|---|---|
| sure | proven, guaranteed, always, cures ... | no verdict |
| flat | no hedge at all | supported |
| probable | probably, likely, seems, usually | probably true, and firmer |
| possible | may, might, can, perhaps | the same |
| doubt | we do not know, unclear, no trial ... | every verdict |
| denial | not, wrong, never ... | probably not, contradicted |

Questions claim nothing. A lint is no reader: it can be wrong, and tells only where to look.
"""

from __future__ import annotations

import re
from typing import Literal

Level = Literal["sure", "flat", "probable", "possible", "doubt", "denial", "question"]

SURE = (
    "proven|proves|guarantee[sd]?|always|never fails|cure[sd]?|completely|eliminat\\w+|permanent\\w*|miracle\\w*|"
    "undoubted\\w*|definitely|certainly|risk[- ]free|no risks?|without (?:any )?risks?|no side effects|100 ?%|"
    "scientifically|the best|everyone|everybody"
)
STRONG = (
    "effective\\w*|significant\\w*|rapid\\w*|fast|faster|quick\\w*|dramatic\\w*|superior|powerful\\w*|safe|safely|"
    "works|greatly|highly|well established|clearly"
)
PROBABLE = "probably|likely|seems?|appears?|usually|mostly|typical\\w*|tends?|most often|as a rule|looks as if"
POSSIBLE = "may|might|could|can|possibl\\w+|perhaps|sometimes|suggests?"
DOUBT = (
    "(?:do|does|did) not (?:yet )?know|don['’]t (?:yet )?know|(?:is|are|was|were) not (?:yet )?(?:well |clearly )?"
    "(?:known|shown|settled|clear|counted|tested|proven|compared)|not (?:yet )?been (?:shown|proven|tested|counted|"
    "measured|compared)|no ?(?:body|one) (?:that we could read |yet )?(?:knows|has|can)|nothing is known|"
    "unclear|unknown|"
    "uncertain\\w*|no trial\\w*|no study|cannot (?:yet )?(?:say|tell|know)|can['’]t (?:yet )?(?:say|tell|know)|too few|"
    "too small|too little|open question|we make no claim|make no claim|has been tested against too few|guess|"
    "not well known|do not show|does not show|doesn['’]t show|sources differ|sources do not say|still open|"
    "has yet to|in doubt|doubtful|hard to tell|we found no source"
)
DENIAL = "not|no|never|neither|nor|cannot|wrong|false|untrue|myth|isn['’]t|aren['’]t|doesn['’]t|don['’]t|won['’]t"
IDEA = (
    "ideas?|theor\\w+|thought|think|believe\\w*|explanation\\w*|hypothes\\w+|suppos\\w+|guess\\w*|picture|"
    "not been shown|not shown|never been shown"
)
UNTREATED = (
    "untreated|without (?:it|any|treatment|needles|needling)|usual care|waiting list|on (?:its|their) own|by "
    "(?:itself|themselves)|anyway|natural course|would have"
)
EFFECT = (
    "help\\w*|reliev\\w+|relief|reduc\\w+|lower\\w*|improv\\w+|better|faster|heal\\w*|cure\\w*|effective\\w*|works?|"
    "safe\\w*|risks?|ease[sd]?|restor\\w+|relax\\w*|soothe\\w*|loosen\\w*|speeds?|boosts?|strengthen\\w*|benefits?|harm\\w*"
)


def says(words: str, text: str) -> bool:
    """Whether one of the words stands in the text."""
    return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.IGNORECASE) is not None


def level(text: str) -> Level:
    """The level of a sentence: a question first, then doubt, then the strongest that it says."""
    if text.rstrip("\"'”’) ").endswith("?"):
        return "question"
    if says(DOUBT, text):
        return "doubt"
    denied = says(DENIAL, text)
    if not denied and says(SURE, text):
        return "sure"
    if denied:
        return "denial"
    if says(PROBABLE, text):
        return "probable"
    return "possible" if says(POSSIBLE, text) else "flat"


def strong_word(text: str) -> str:
    """The word that makes it say most, for a message; "" where none stands out."""
    for words in (SURE, STRONG):
        found = re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text, re.IGNORECASE)
        if found:
            return found.group()
    return ""


def is_effect(text: str) -> bool:
    """Whether it says that something does good or harm."""
    return says(EFFECT, text)
