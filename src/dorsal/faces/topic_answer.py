"""A topic's question answered: every outcome and window as a section, and the same on a standardised scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dorsal.errors import EvidenceError, NetworkError, OptionError
from dorsal.faces.document import Document, Provenance
from dorsal.faces.request import Request, check_efficacy, one_of
from dorsal.synthesis.answer import Finding, Section, section
from dorsal.synthesis.network import Network
from dorsal.topics.loader import Topic
from dorsal.topics.settings import Outcome
from dorsal.trials.question import Question, Window
from dorsal.trials.scale import Better
from dorsal.trials.treatment import Treatment, Treatments

IN_POINTS = "MD100"
"""The measure on which a MIC in points of 0-100 can be read."""
STANDARDISED = "SMD"
TURNED = {"MD", "MD100", "SMD", "SMD-D", "SMD-GLASS"}
"""Measures on which effects are turned by their scale's direction, so that lower is better."""

Pair = tuple[str, str]


def answer_topic(topic: Topic, request: Request, *, version: str, command: str) -> Document:
    """The document of a topic. Raises OptionError for unknown names, EvidenceError for unknown treatments."""
    outcomes, windows = _outcomes(topic, request), _windows(topic, request)
    asked = resolved(topic, request)
    sections = tuple(_section(topic, asked, outcome, window) for outcome in outcomes for window in windows)
    pairs = comparisons(topic)
    return Document(
        title=topic.title,
        question=topic.question,
        sections=sections,
        standardised=_standardised(topic, asked, sections, pairs),
        target=topic.settings.focus,
        comparisons=pairs,
        treatments=_with_wider_names(topic),
        studies={study.id: study for study in topic.studies},
        outcome_labels={outcome.code: outcome.label for outcome in topic.outcomes.values()},
        better=_better(topic, asked),
        reviews=_beside(topic, "reviews", outcomes, pairs),
        narrative=_beside(topic, "narrative", outcomes, ()),
        limits=_limits(topic, outcomes),
        provenance=Provenance(
            version=version,
            data_name=topic.name,
            data_hash=topic.data_hash,
            command=command,
            options=asked.told(),
            seed=asked.seed,
        ),
    )


def _better(topic: Topic, asked: Request) -> Mapping[str, Better]:
    """Which way is good on the analysis scale: differences of scores are turned so that lower always is."""
    return {
        outcome.code: "lower" if (asked.measure or topic.measure(outcome.code)) in TURNED else outcome.better
        for outcome in topic.outcomes.values()
        if outcome.better
    }


def comparisons(topic: Topic) -> tuple[Pair, ...]:
    """The focus against each comparator, and each combination against its parts."""
    said = topic.settings
    focus = [(said.focus, comparator) for comparator in said.comparators]
    return (*focus, *((c.whole, part) for c in said.combinations for part in c.parts))


def _with_wider_names(topic: Topic) -> Treatments:
    """The treatments, and the wider names that tables of reviews use, so that every name has its words."""
    wider = topic.settings.wider_names.items()
    more = [Treatment(code=code, label=label) for code, label in wider if not _names_one(topic, code, label)]
    return Treatments.of([*topic.treatments.values(), *more])


def _names_one(topic: Topic, *names: str) -> bool:
    """Whether one of the names is a code, label or synonym of a treatment already."""
    for name in names:
        try:
            topic.treatments.resolve(name)
        except EvidenceError:
            continue
        return True
    return False


def resolved(topic: Topic, request: Request) -> Request:
    """The request with the topic's codes for the treatments, whatever name they were asked by."""
    values = {name: getattr(request, name) for name in request.__dataclass_fields__}
    values["reference"] = code(topic, request.reference) if request.reference else topic.reference
    values["treatments"] = tuple(code(topic, name) for name in request.treatments)
    values["inactive"] = tuple(code(topic, name) for name in request.inactive or topic.settings.inactive)
    values["populations"] = tuple(one_of(name, _populations(topic), "population") for name in request.populations)
    if values["treatments"] and values["reference"] not in values["treatments"]:
        values["treatments"] = (*values["treatments"], values["reference"])
    return Request(**values)


def _populations(topic: Topic) -> tuple[str, ...]:
    return tuple(sorted({study.population for study in topic.studies if study.population}))


def _outcomes(topic: Topic, request: Request) -> tuple[Outcome, ...]:
    if not request.outcomes:
        return topic.headlines or tuple(topic.outcomes.values())
    if any(name.casefold() == "all" for name in request.outcomes):
        return tuple(topic.outcomes.values())
    return tuple(topic.outcomes[one_of(name, topic.outcomes, "outcome")] for name in request.outcomes)


def _windows(topic: Topic, request: Request) -> tuple[Window | None, ...]:
    if not request.windows or any(name.casefold() == "all" for name in request.windows):
        return tuple(topic.windows.values()) or (None,)
    return tuple(topic.windows[one_of(name, topic.windows, "window")] for name in request.windows)


def _section(topic: Topic, request: Request, outcome: Outcome, window: Window | None, measure: str = "") -> Section:
    """One outcome in one window. Where no trial gave the topic's reference, another treatment takes its place."""
    question = Question(
        outcome=outcome.code,
        window=window,
        measure=measure or request.measure or topic.measure(outcome.code),
        populations=request.populations,
        strict=request.strict,
        treatments=request.treatments,
    )
    check_efficacy(question.measure, outcome.better, outcome.label)
    made = _against(topic, request, outcome, question, request.reference)
    if made.analysis is not None or not made.evidence.contrasts or request.reference != topic.reference:
        return made
    instead = _instead(topic, Network.of(made.evidence.contrasts))
    again = _against(topic, request, outcome, question, instead)
    words = topic.treatments.label
    note = f"No trial here gave {words(topic.reference)}; {words(instead)} stands in its place."
    return replace(again, evidence=replace(again.evidence, notes=(note, *again.evidence.notes)))


def _against(topic: Topic, request: Request, outcome: Outcome, question: Question, reference: str) -> Section:
    return section(
        topic.studies,
        topic.scales,
        question,
        reference=reference,
        mic=outcome.mic if question.measure == IN_POINTS else None,
        fit_options=request.fit,
        effect_options=replace(request.effects, measure=question.measure),
        inactive=request.inactive,
    )


def _instead(topic: Topic, network: Network) -> str:
    """In the largest island the topic's first comparator, else the treatment with the most trials."""
    island = network.islands[0]
    named = (treatment for treatment in topic.settings.comparators if treatment in island)
    trials = Counter(t for contrast in network.contrasts for t in contrast.treatments)
    return next(named, max(island, key=lambda treatment: trials[treatment]))


def _standardised(
    topic: Topic, request: Request, sections: Sequence[Section], pairs: Sequence[Pair]
) -> Mapping[tuple[str, str], Section]:
    """By outcome and window: the section on the standardised scale, where it says more about a pair.

    It does where points say nothing, or only by adding up the effects of parts.
    """
    found = {}
    for in_points in sections:
        question = in_points.question
        weak = [pair for pair in pairs if not _joined(in_points.finding(*pair))]
        if question.measure != IN_POINTS or not weak:
            continue
        other = _section(topic, request, topic.outcomes[question.outcome], question.window, STANDARDISED)
        if any(_says_more(other.finding(*pair), in_points.finding(*pair)) for pair in weak):
            found[question.outcome, question.window.name if question.window else ""] = other
    return found


def _joined(finding: Finding) -> bool:
    return finding.estimate is not None and "extrapolated" not in finding.estimate.flags


def _says_more(finding: Finding, than: Finding) -> bool:
    return _joined(finding) or (finding.estimate is not None and than.estimate is None)


def _beside(
    topic: Topic, table: str, outcomes: Sequence[Outcome], pairs: Sequence[Pair]
) -> tuple[Mapping[str, str], ...]:
    """Rows of a table on these outcomes and, where pairs are given, on one of them or on the focus."""
    codes, focus = {outcome.code for outcome in outcomes}, topic.settings.focus
    rows = (row for row in topic.tables.get(table, ()) if row.get("outcome") in codes)
    if not pairs:
        return tuple(rows)
    return tuple(row for row in rows if focus in _parts(row))


def _parts(row: Mapping[str, str]) -> Iterator[str]:
    for column in ("treatment1", "treatment2"):
        yield from row.get(column, "").split("+")


def _limits(topic: Topic, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    notes = [note for outcome in outcomes for note in (outcome.caution, outcome.mic_note) if note]
    caution = topic.settings.notes.get("caution", "")
    return tuple(dict.fromkeys([caution, *notes] if caution else notes))


def code(topic: Topic, name: str) -> str:
    """The code of a treatment or combination by any of its names. Raises EvidenceError naming those there are."""
    try:
        return topic.treatments.resolve(name)
    except EvidenceError as error:
        raise EvidenceError(f"{error}; the topic knows {', '.join(topic.treatments)}") from None


def pair_in_topic(topic: Topic, first: str, second: str) -> Pair:
    """Two treatments as codes. Raises NetworkError for an unknown one, OptionError if they are the same."""
    try:
        a, b = code(topic, first), code(topic, second)
    except EvidenceError as error:
        raise NetworkError(str(error)) from None
    if a == b:
        raise OptionError(f"{first!r} and {second!r} are the same treatment; name two different ones")
    return a, b
