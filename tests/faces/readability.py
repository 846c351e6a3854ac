"""How hard a text is to read: Flesch-Kincaid's school year for English, Szigriszt's ease for Spanish."""

from __future__ import annotations

import re

SCHOOL_YEAR = 6.9
"""Twelve-year-olds begin the seventh year of school (Flesch-Kincaid grade; Kincaid et al. 1975)."""
QUITE_EASY = 65.0
"""From here "quite easy", what people read who left school early (INFLESZ; Barrio-Cantalejo 2008)."""
WORD = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ][A-Za-zÁÉÍÓÚÜÑáéíóúüñ'’-]*")


def sentences(text: str) -> list[list[str]]:
    found = [WORD.findall(part) for part in re.split(r"(?<=[.!?:])\s+", text)]
    return [words for words in found if words]


def syllables(word: str) -> int:
    """Groups of vowels, less a silent one at the end."""
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded"))
    return max(1, len(re.findall(r"[aeiouy]+", word.lower())) - silent)


def grade(text: str) -> float:
    """The school year for which an English text is easy enough."""
    split = sentences(text)
    words = [word for sentence in split for word in sentence]
    return 0.39 * len(words) / len(split) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def spanish_syllables(word: str) -> int:
    """Strong or accented vowels each make one; weak ones lean on a neighbour."""
    plain = re.sub(r"(?<=[qg])u(?=[eiéí])", "", word.lower())
    strong = len(re.findall(r"[aeoáéóíú]", plain))
    alone = len(re.findall(r"(?<![aeoáéóíú])[iuüy]+(?![aeoáéóíú])", re.sub(r"y(?=[aeiouáéíóú])", "", plain)))
    return max(1, strong + alone)


def ease(text: str) -> float:
    """How easy a Spanish text is, 0 to 100 (Szigriszt-Pazos 1993)."""
    split = sentences(text)
    words = [word for sentence in split for word in sentence]
    return 206.835 - 62.3 * sum(map(spanish_syllables, words)) / len(words) - len(words) / len(split)
