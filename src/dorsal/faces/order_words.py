"""The order of the options in words: never without its uncertainty, nor without how little is known behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dorsal.care.criterion import MOST
from dorsal.care.options import Options
from dorsal.care.weighing import Place, Switch, Weighing
from dorsal.faces.care_words import option_words, reason_words
from dorsal.faces.language import Language, marked
from dorsal.faces.words import inside

WEIGHTS: Mapping[str, str] = {
    "pain": marked("less pain"),
    "moving": marked("moving better"),
    "fewer_visits": marked("few visits"),
    "few_side_effects": marked("few side effects"),
    "no_medicines": marked("no medicines"),
    "cost": marked("low cost"),
    "time": marked("little time"),
    "needles": marked("no needles"),
}
"""What a weight is for."""
WHY_NOT: Mapping[str, str] = {
    "nobody has said yet what matters how much": marked(
        "There is no order yet: say how much each thing matters to you, from 0 to 10."
    ),
    "every weight is 0, or is for something that cannot be told apart here": marked(
        "There is no order: nothing that matters to you can be told apart here."
    ),
    "fewer than two options can be compared": marked(
        "There is no order: fewer than two options can be compared for you."
    ),
}
NO_WEIGHT = 0.05
"""A weight below this is no weight."""
LIKELY = 0.5


def caution_words(language: Language, ranking: Weighing) -> str:
    """What must stand before an order: how little is known behind it. "" where more than very little is."""
    if not ranking.very_low:
        return ""
    return language.words(
        "Everything that is known here about what these options do is of very low certainty. The order below follows "
        "from it and from what matters to you; it is no more certain than that, and it may well be wrong."
    )


def why_no_order(language: Language, ranking: Weighing) -> str:
    """Why there is no order."""
    return language.words(WHY_NOT.get(ranking.why_not, ranking.why_not))


def chance_of(language: Language, chance: float) -> str:
    """A chance as so many of 100; the ends never claim certainty."""
    if chance < 0.01:
        return language.words("under 1")
    return language.words("over 99") if chance > 0.99 else language.number(100.0 * chance)


def place_words(language: Language, found: Options, place: Place) -> str:
    """ "Exercise therapy: place 1; first in 62 of 100 draws, place 1 to 3 in 95 of 100" """
    low, high = likely_places(place)
    name = option_words(language, found.knowledge, place.option)
    first = chance_of(language, place.first)
    if low == high:
        return language.words(
            "{option}: first in {n} of 100 draws; place {low} in nearly all", option=name, n=first, low=low
        )
    return language.words(
        "{option}: first in {n} of 100 draws; between place {low} and {high} in 9 of 10",
        option=name, n=first, low=low, high=high,
    )  # fmt: skip


def likely_places(place: Place) -> tuple[int, int]:
    """The places from the 5 % to the 95 % one."""
    low = high = 0
    total = 0.0
    for n, chance in enumerate(place.chances, 1):
        total += chance
        low = low or (n if total > 0.05 else 0)
        if not high and total >= 0.95 - 1e-12:
            high = n
    return low, high or len(place.chances)


def sensitivity_words(language: Language, found: Options) -> Iterator[str]:
    """What would change who comes first, a sentence for each weight; or that no single weight would."""
    ranking = found.ranking
    if not ranking.ranked:
        return
    first = option_words(language, found.knowledge, ranking.places[0].option)
    if not ranking.switches:
        yield language.words(
            "{option} stays first whatever weight from 0 to 10 you give to any one thing.", option=first
        )
        return
    for switch in ranking.switches:
        yield _switch(language, found, first, switch)


def _switch(language: Language, found: Options, first: str, switch: Switch) -> str:
    other = inside(option_words(language, found.knowledge, switch.to))
    thing = weight_words(language, switch.weight)
    said = {"option": first, "thing": thing, "other": other}
    if switch.at <= NO_WEIGHT and not switch.more:
        return language.words(
            '{option} stays first unless you give "{thing}" no weight at all; then {other} comes first.', **said
        )
    at = language.number(switch.at, 1)
    if switch.more:
        return language.words(
            "{option} stays first unless \"{thing}\" matters {at} or more to you (now {now} of 10); then {other} comes "
            "first.",
            at=at, now=language.number(switch.now), **said,
        )  # fmt: skip
    return language.words(
        "{option} stays first unless \"{thing}\" matters {at} or less to you (now {now} of 10); then {other} comes "
        "first.",
        at=at, now=language.number(switch.now), **said,
    )  # fmt: skip


def weight_words(language: Language, weight: str) -> str:
    """ "no needles" """
    return language.words(WEIGHTS[weight])


def weights_given(language: Language, ranking: Weighing) -> str:
    """ "less pain 8, moving better 9 (of 10)" """
    given = ", ".join(
        f"{weight_words(language, name)} {language.number(weight)}" for name, weight in ranking.weights.items()
    )
    return language.words("{weights} (of {most})", weights=given, most=language.number(MOST))


def order_notes(language: Language, found: Options) -> Iterator[str]:
    """What a reader of the order must know: what was left out, not asked, unknown, and how firm the first is."""
    ranking = found.ranking
    labels = {c.code: language.name_of(c.label) for c in found.knowledge.criteria}
    if ranking.ranked:
        yield _firmness(language, found)
    if ranking.unknown:
        things = dict.fromkeys(labels.get(code, code) for _, code in ranking.unknown)
        yield language.words(
            "Not known for every option, and so counted from the worst to the best that is possible: {things}.",
            things=language.listed(things),
        )
    if ranking.left_out and ranking.ranked:
        yield language.words(
            "Left out, because it is not known for any option: {things}.",
            things=language.listed(labels.get(code, code) for code in ranking.left_out),
        )
    if ranking.not_asked and ranking.ranked:
        yield language.words(
            "Not asked how much it matters, and so without weight: {things}.",
            things=language.listed(weight_words(language, name) for name in ranking.not_asked),
        )
    for option, why in ranking.unranked.items():
        yield language.words(
            "{option} has no place in the order: {why}.",
            option=option_words(language, found.knowledge, option),
            why=reason_words(language, why),
        )


def _firmness(language: Language, found: Options) -> str:
    ranking = found.ranking
    first = option_words(language, found.knowledge, ranking.places[0].option)
    if ranking.places[0].first < LIKELY:
        return language.words(
            "More often than not {option} is not the first: too little is known to tell the options apart.",
            option=inside(first),
        )
    if ranking.firm:
        return language.words("{option} is first on average whatever the unknown things turn out to be.", option=first)
    return language.words(
        "If what is not known turned out well for another option, that one could be first instead of {option}.",
        option=inside(first),
    )


def dominated_words(language: Language, found: Options, option: str) -> str:
    """That another option is at least as good on everything, "" where none is."""
    by = found.of(option).dominated_by
    if not by:
        return ""
    return language.words(
        "{other} is at least as good on everything that is known, and better on something.",
        other=option_words(language, found.knowledge, by),
    )
