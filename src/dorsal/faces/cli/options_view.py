"""The options of a person in a terminal: benefits and harms on one screen, those refused, the order, then details."""

from __future__ import annotations

from collections.abc import Iterator

from dorsal.care.forecast import Forecast
from dorsal.care.option import Option
from dorsal.care.options import Options
from dorsal.care.standing import Standing
from dorsal.faces.burden_words import quantity_words
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import (
    LEVELS,
    better_words,
    level_words,
    option_words,
    scale_ends,
    size_words,
    span_words,
    standing_words,
    verdict_mark,
)
from dorsal.faces.cli.option_details import show_details
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.cli.screening_view import STYLE
from dorsal.faces.harm_words import harm_cell
from dorsal.faces.language import Language, language
from dorsal.faces.numbers import chance, number
from dorsal.faces.order_words import (
    caution_words,
    dominated_words,
    likely_places,
    order_notes,
    sensitivity_words,
    weights_given,
    why_no_order,
)
from dorsal.faces.screening_words import DISCLAIMER, reason_words, urgency_words
from dorsal.faces.words import listed, sentence

NAME, HARM, VISITS = 20, 14, 7
"""Widths of columns; what is left is shared by the outcomes."""
LEAST = 8
HOLDS = (
    "A doctor comes first: no plan is offered before that. What follows is for the record and for the talk with the "
    "doctor."
)
HOW_TO_READ = (
    "The numbers of people are of 100 like this one; in brackets from where to where they may lie. Mild reactions and "
    "serious harm: per visit and per person are not the same, and the harms of a combination are those of its parts, "
    "not added up. Not known is not none."
)


def show_options(screen: Screen, evidence: CareEvidence, found: Options, *, every: bool, seed: int) -> None:
    """Everything on one person's options; `every` with each number and its sources."""
    speech = language()
    made = found.screen
    screen.heading("How urgent")
    screen.say(urgency_words(made), style=STYLE[made.urgency])
    if made.holds:
        screen.say(HOLDS, style="bold red")
    _show_table(screen, speech, evidence, found)
    _show_others(screen, speech, evidence, found)
    _show_classes(screen, speech, evidence, found)
    _show_order(screen, speech, found)
    if every:
        for option in found.options:
            show_details(screen, speech, evidence, found, option)
    else:
        screen.blank()
        screen.say("Every number with its trials, rows and sources: --all, or --treatment NAME for some of them.")
    screen.blank()
    screen.say(DISCLAIMER, style="dim")
    data = f"data {evidence.topic.name}, SHA-256 {evidence.topic.data_hash[:12]}"
    screen.say(f"Dorsal {evidence.version}; {data}; release {found.release}; seed {seed}", style="dim")


def _show_table(screen: Screen, speech: Language, evidence: CareEvidence, found: Options) -> None:
    window = evidence.basis.window(found.window)
    screen.heading(f"Side by side, after about {window.weeks:g} weeks")
    room = screen.width - NAME - 2 * HARM - VISITS - 3 - len(found.outcomes)
    width = max(LEAST, room // max(1, len(found.outcomes)))
    heads = [
        better_words(speech, code, evidence.basis.outcomes[code].label).capitalize() + ", of 100"
        for code in found.outcomes
    ]
    columns = [
        Column("Option", NAME),
        *(Column(head, width) for head in heads),
        Column("Mild reactions", HARM),
        Column("Serious harm", HARM),
        Column("Visits", VISITS),
    ]
    screen.table(columns, _spaced(_cells(speech, found, option) for option in found.options))
    screen.blank()
    for code in found.outcomes:
        screen.say(_clearly(speech, evidence, found, code), style="dim")
    screen.say(HOW_TO_READ, style="dim")
    _show_unfit(screen, found)
    levels = {f.certainty.level for o in found.options for f in o.forecasts.values() if f.certainty is not None}
    for level in (level for level in LEVELS if level in levels):
        screen.say(f"Certainty {level_words(speech, level)}: {speech.words(LEVELS[level][2])}.", style="dim")


def _show_unfit(screen: Screen, found: Options) -> None:
    """Why numbers cannot be carried over, each reason once."""
    told = [option.forecasts[code, found.window] for option in found.options for code in found.outcomes]
    reasons = dict.fromkeys(why for forecast in told for why in forecast.applicability.reasons)
    if reasons:
        screen.blank()
        screen.say("Cannot be carried over:")
        screen.items(reasons)
        screen.blank()


def _clearly(speech: Language, evidence: CareEvidence, found: Options, code: str) -> str:
    """What "clearly" means: the smallest change that matters, on the person's scale, and whose it is."""
    measured = evidence.basis.outcomes[code]
    low, top = scale_ends(found.profile, code)
    points = size_words(speech, found.profile, code, measured.mic)
    better = better_words(speech, code, measured.label).capitalize()
    return f"{better}: by {points} or more on {low:g} to {top:g} ({measured.mic_source})."


def _spaced(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows with an empty one between them."""
    for n, row in enumerate(rows):
        if n:
            yield [""] * len(row)
        yield row


def _cells(speech: Language, found: Options, option: Option) -> list[str]:
    name, mark = option_words(speech, found.knowledge, option.treatment), verdict_mark(speech, option)
    return [
        f"{name}\n({mark})" if mark else name,
        *(_chance(speech, option.forecasts[code, found.window]) for code in found.outcomes),
        harm_cell(speech, found.knowledge, option.harms, "mild"),
        harm_cell(speech, found.knowledge, option.harms, "serious"),
        quantity_words(speech, option.burden.visits),
    ]


def _chance(speech: Language, forecast: Forecast) -> str:
    """ "63 do, 37 do not (24 to 93) ⊕○○○" """
    if forecast.prospect is None:
        return "not known"
    if not forecast.applicability.fits:
        return "cannot be carried over"
    told = forecast.prospect.chance_mic
    low, high = told.interval_per_100
    lines = [f"{told.per_100} do,", f"{told.others} do not", f"({span_words(speech, str(low), str(high))})"]
    sign = "" if forecast.certainty is None else LEVELS[forecast.certainty.level][1]
    return "\n".join([*lines, sign] if sign else lines)


def _show_others(screen: Screen, speech: Language, evidence: CareEvidence, found: Options) -> None:
    if found.refused:
        screen.heading("Not for this person")
        for option in found.refused:
            reasons = "; ".join(reason_words(one, evidence.topic) for one in option.verdict.certain)
            name = option_words(speech, found.knowledge, option.treatment)
            screen.say(f"{name}: {reasons}", first=f"  {screen.glyphs.bullet} ", indent=4)
    beaten = [option for option in found.options if option.dominated_by]
    if beaten:
        screen.heading("Beaten on everything that is known")
        for option in beaten:
            name = option_words(speech, found.knowledge, option.treatment)
            said = dominated_words(speech, found, option.treatment)
            screen.say(f"{name}: {said}", first=f"  {screen.glyphs.bullet} ", indent=4)
    if found.more:
        screen.blank()
        names = listed(option_words(speech, found.knowledge, option.treatment) for option in found.more)
        screen.say(f"Also possible, not shown here (name them with --treatment): {names}.")


def _show_classes(screen: Screen, speech: Language, evidence: CareEvidence, found: Options) -> None:
    """GRADE's classes, before any order."""
    screen.heading("Against usual care: how large, and how sure")
    for code in found.outcomes:
        groups: dict[str, list[str]] = {}
        for option in sorted(found.options, key=lambda o: _class_order(o.standings.get(code))):
            if option.treatment != found.reference:
                stands = option.standings.get(code)
                words = standing_words(speech, stands) if stands else "no trial tells"
                fits = option.forecasts[code, found.window].applicability.fits
                name = option_words(speech, found.knowledge, option.treatment)
                groups.setdefault(words, []).append(name if fits else f"{name} (in other people than this one)")
        screen.line(evidence.basis.outcomes[code].label, "bold")
        screen.items(f"{sentence(words)[:-1]}: {'; '.join(names)}" for words, names in groups.items())


def _class_order(stands: Standing | None) -> tuple[bool, bool, int]:
    if stands is None:
        return True, True, 0
    size = ("none", "small", "moderate", "large").index(stands.size)
    return False, not stands.sure, size if stands.way == "worse" else -size


def _show_order(screen: Screen, speech: Language, found: Options) -> None:
    ranking = found.ranking
    screen.heading("The order by what matters to this person")
    if not ranking.ranked:
        screen.say(why_no_order(speech, ranking))
        screen.items(order_notes(speech, found))
        return
    caution = caution_words(speech, ranking)
    if caution:
        screen.say(caution, style="bold")
    screen.say(f"What matters: {weights_given(speech, ranking)}.")
    screen.blank()
    columns = [
        Column("Place", 6, right=True),
        Column("Option", 38),
        Column("Chance to be first", 10, right=True),
        Column("Likely places", 10, right=True),
        Column("Value (0-1)", 11, right=True),
    ]
    screen.table(columns, _place_rows(speech, found))
    screen.blank()
    screen.items(sensitivity_words(speech, found))
    screen.items(order_notes(speech, found))


def _place_rows(speech: Language, found: Options) -> Iterator[list[str]]:
    for place in found.ranking.places:
        low, high = likely_places(place)
        yield [
            str(place.place),
            option_words(speech, found.knowledge, place.option),
            chance(place.first),
            span_words(speech, str(low), str(high)),
            number(place.expected, 2),
        ]
