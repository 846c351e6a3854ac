"""How many answers were sought and found, of which kind and how sure, in two sentences for anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dorsal.faces.language import Language
from dorsal.faces.overview import Compared, Said
from dorsal.faces.words import ADDITIVE, CHAIN, DIRECT, evidence_kind, level_name
from dorsal.synthesis.grading.certainty import LEVELS


def tally_words(comparisons: Sequence[Compared], language: Language) -> str:
    """What the trials that could be read can answer."""
    asked = [each for comparison in comparisons for each in comparison.said]
    known = [each for each in asked if each.known]
    if not known:
        return language.words("The trials at hand cannot say anything about the comparisons asked for.")
    kinds = Counter(evidence_kind(each.estimate) for each in known)
    return " ".join(
        [
            language.words(
                "Of {asked} answers sought, the trials that could be read give {known}: {direct} compare the two head "
                "to head, {chain} go through other treatments, {additive} hold only if effects of parts add up.",
                asked=language.number(len(asked)),
                known=language.number(len(known)),
                direct=kinds[DIRECT],
                chain=kinds[CHAIN],
                additive=kinds[ADDITIVE],
            ),
            _sure(known, language),
        ]
    )


def _sure(known: Sequence[Said], language: Language) -> str:
    levels = Counter(each.best[1].certainty.level for each in known if each.best[1].certainty)
    told = [f"{levels[level]} {level_name(level, language)}" for level in LEVELS if levels[level]]
    return language.words("Certainty: {levels}.", levels=language.listed(told))


def bottom_line(comparisons: Sequence[Compared], language: Language) -> str:
    """Nothing can be called better where certainty is very low throughout; "" where some of it is surer."""
    known = [said for each in comparisons for said in each.known]
    levels = {each.best[1].certainty.level for each in known if each.best[1].certainty}
    if levels != {LEVELS[-1]}:
        return ""
    return language.words("On these trials, nobody can say yet which is better.")
