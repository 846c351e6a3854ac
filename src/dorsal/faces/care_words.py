"""Words about the options of a person, once for every face and language: names, scores, chances, certainty, classes."""

from __future__ import annotations

from collections.abc import Mapping

from dorsal.care.criterion import Criterion
from dorsal.care.forecast import Forecast
from dorsal.care.guidance import Statement
from dorsal.care.knowledge import Knowledge
from dorsal.care.option import Option
from dorsal.care.options import NO_TRIAL, NOT_CARRIED
from dorsal.care.prospect import Chance, Interval
from dorsal.care.standing import Size, Standing, Way
from dorsal.faces.care_sentences import care_sentence
from dorsal.faces.language import Language, marked
from dorsal.faces.words import inside
from dorsal.patient.profile import NOWHERE, Profile, ends
from dorsal.patient.rule import Verdict
from dorsal.synthesis.grading.certainty import Certainty
from dorsal.trials.treatment import components

POINTS = (0.0, 100.0)
PAIN = (0.0, 10.0)

BETTER: Mapping[str, str] = {"pain": marked("clearly less pain"), "disability": marked("clearly better at moving")}
"""Improving by the smallest change that matters, for the outcomes that have words of their own."""
LEVELS: Mapping[str, tuple[str, str, str]] = {
    "high": (marked("high"), "⊕⊕⊕⊕", marked("more trials will hardly change this")),
    "moderate": (marked("moderate"), "⊕⊕⊕○", marked("probably close to the truth; new trials may change it")),
    "low": (marked("low"), "⊕⊕○○", marked("the truth may be quite different")),
    "very low": (marked("very low"), "⊕○○○", marked("the truth may be very different; we do not really know")),
}
"""Certainty: its word, its sign, and what it means."""
VERDICTS: Mapping[Verdict, str] = {
    "may": marked("may be given"),
    "precaution": marked("may be given, with care"),
    "ask_first": marked("possible once questions are answered"),
    "may_not": marked("not for this person"),
}
MARKS: Mapping[Verdict, str] = {
    "precaution": marked("with care"),
    "ask_first": marked("ask first"),
    "may_not": marked("refused"),
}
SIZES: Mapping[Size, str] = {
    "none": marked("no difference that matters"),
    "small": marked("a small difference"),
    "moderate": marked("a moderate difference"),
    "large": marked("a large difference"),
}
WAYS: Mapping[Way, str] = {"better": marked("better"), "worse": marked("worse"), "same": ""}
RECOMMENDATIONS: Mapping[str, str] = {
    "for": marked("recommends it"),
    "conditional_for": marked("recommends it with conditions"),
    "no_recommendation": marked("says nothing for or against it"),
    "conditional_against": marked("advises against it, with exceptions"),
    "against": marked("advises against it"),
}
POPULATIONS: Mapping[str, str] = {
    "acute": marked("complaints of less than 6 weeks"),
    "acute_subacute": marked("complaints of less than 12 weeks"),
    "chronic": marked("complaints of more than 12 weeks"),
    "both": marked("complaints of any duration"),
}
REASONS: Mapping[str, str] = {
    NO_TRIAL: marked("no trial tells what it would do"),
    NOT_CARRIED: marked("the trials were of other people, so that their numbers cannot be carried over"),
}
"""Why an option stands in no order."""


def option_words(language: Language, knowledge: Knowledge, code: str) -> str:
    """ "Dry needling and exercise therapy" """
    names = [language.name_of(knowledge.labels.get(part, part)) for part in components(code)]
    return language.listed(name if n == 0 else inside(name) for n, name in enumerate(names))


def plain_words(language: Language, knowledge: Knowledge, code: str) -> str:
    """What a single treatment is, "" where the topic does not say."""
    said = knowledge.plain_words.get(code, "")
    return language.name_of(said) if said else ""


def verdict_words(language: Language, option: Option) -> str:
    """ "may be given, with care"; where no rule is known that is said, as it does not mean that it is safe."""
    if option.verdict.verdict == "may" and not option.verdict.known:
        return language.words("no rule is known here about when not to give it")
    return language.words(VERDICTS[option.verdict.verdict])


def verdict_mark(language: Language, option: Option) -> str:
    """The same in two words for a narrow cell; "" where a known rule allows it, or where no rule is known."""
    return language.words(MARKS.get(option.verdict.verdict, ""))


def scale_ends(profile: Profile, outcome: str) -> Interval:
    """The scale on which a person is told of an outcome: pain 0 to 10, disability as they gave it, else 0 to 100."""
    if outcome == "pain":
        return PAIN
    own = ends(profile.disability_scale) if outcome == "disability" else NOWHERE
    return POINTS if own == NOWHERE else own


def score_words(language: Language, profile: Profile, outcome: str, points: float) -> str:
    """Points of 0-100 on the person's scale: "4.1"."""
    low, top = scale_ends(profile, outcome)
    return language.number(low + points * (top - low) / 100.0, 1 if top < POINTS[1] else 0)


def size_words(language: Language, profile: Profile, outcome: str, points: float) -> str:
    """A difference in points of 0-100 on the person's scale: "2"."""
    low, top = scale_ends(profile, outcome)
    value = round(points * (top - low) / 100.0, 1)
    return language.number(value, 0 if value == round(value) else 1)


def better_words(language: Language, outcome: str, label: str) -> str:
    """ "clearly less pain" """
    if outcome in BETTER:
        return language.words(BETTER[outcome])
    return language.words("clearly better: {outcome}", outcome=inside(language.name_of(label)))


def span_words(language: Language, low: str, high: str) -> str:
    """ "3 to 6", or one number where both ends are the same."""
    return low if low == high else language.words("{low} to {high}", low=low, high=high)


def chance_words(language: Language, chance: Chance, better: str) -> str:
    """Both ways round, with the interval: "Of 100 people like you 63 get clearly less pain and 37 do not ..." """
    low, high = chance.interval_per_100
    return language.words(
        "Of 100 people like you {n} get {better} and {m} do not (it may be {span}).",
        n=language.number(chance.per_100),
        m=language.number(chance.others),
        better=better,
        span=span_words(language, language.number(low), language.number(high)),
    )


def expected_words(language: Language, profile: Profile, forecast: Forecast) -> str:
    """The score now and later, its interval, and how people differ; "" without numbers."""
    prospect, start = forecast.prospect, forecast.baseline
    if prospect is None or start is None:
        return ""

    def score(points: float) -> str:
        return score_words(language, profile, forecast.outcome, points)

    low, top = scale_ends(profile, forecast.outcome)
    return language.words(
        "On a scale from {low} to {top}, from {start} to {later} on average (it may be {span}); 8 of 10 people end "
        "between {few} and {many}.",
        low=language.number(low),
        top=language.number(top),
        start=score(start),
        later=score(prospect.expected),
        span=span_words(language, score(prospect.interval[0]), score(prospect.interval[1])),
        few=score(prospect.spread[0]),
        many=score(prospect.spread[1]),
    )


def level_words(language: Language, level: str) -> str:
    """ "very low ⊕○○○" """
    word, sign, _ = LEVELS[level]
    return f"{language.words(word)} {sign}"


def certainty_words(language: Language, certainty: Certainty) -> str:
    """ "Certainty very low ⊕○○○: the truth may be very different ... Why: ..." """
    meaning = language.words(LEVELS[certainty.level][2])
    said = language.words(
        "Certainty {level}: {meaning}.", level=level_words(language, certainty.level), meaning=meaning
    )
    if not certainty.reasons:
        return said
    why = language.words("Why: {reasons}.", reasons="; ".join(care_sentence(language, r) for r in certainty.reasons))
    return f"{said} {why}"


def standing_words(language: Language, stands: Standing) -> str:
    """ "a large difference, better; certainty very low ⊕○○○" """
    size, way = language.words(SIZES[stands.size]), language.words(WAYS[stands.way])
    return language.words(
        "{difference}; certainty {level}",
        difference=f"{size} ({way})" if way else size,
        level=level_words(language, stands.level),
    )


def statement_words(language: Language, statement: Statement) -> str:
    """ "NICE NG59 2016: recommends it with conditions, for complaints of any duration (group exercise; consider)" """
    more = "; ".join(language.name_of(part) for part in (statement.about, statement.strength) if part)
    return language.words(
        "{guideline}: {recommendation}, for {population} ({more})",
        guideline=statement.guideline,
        recommendation=language.words(RECOMMENDATIONS[statement.recommendation]),
        population=language.words(POPULATIONS[statement.population]),
        more=more,
    )


def reason_words(language: Language, reason: str) -> str:
    """Why something is not there, in words; an unknown reason as it is."""
    return language.words(REASONS[reason]) if reason in REASONS else care_sentence(language, reason)


def why_not_words(language: Language, knowledge: Knowledge, forecast: Forecast) -> str:
    """Why there is no number, without a full stop."""
    return care_sentence(language, forecast.why_not, knowledge.labels).rstrip(".")


def note_words(language: Language, knowledge: Knowledge, forecast: Forecast) -> tuple[str, ...]:
    """Whom the trials were of, for whom effects differ, and what was assumed: a sentence each."""
    said = (*forecast.applicability.reasons, forecast.modifiers, *forecast.statements)
    return tuple(care_sentence(language, sentence, knowledge.labels) for sentence in said if sentence)


def criterion_words(language: Language, criterion: Criterion) -> str:
    """ "less pain" """
    return language.name_of(criterion.label)
