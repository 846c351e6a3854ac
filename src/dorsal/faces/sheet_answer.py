"""Anybody's own table answered: one section over its studies, against the treatment that was asked or chosen."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.document import Document, Provenance
from dorsal.faces.league_words import EFFICACY_BETTER
from dorsal.faces.request import Request, check_efficacy, usual_better
from dorsal.faces.words import sentence
from dorsal.synthesis.analysis import Analysis, analyse
from dorsal.synthesis.answer import Section
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.down_weight import DownWeight, weighted, weights_of
from dorsal.trials.contrast import Contrast
from dorsal.trials.effect_options import EFFICACIES, LIVING_MEASURES
from dorsal.trials.evidence import Evidence, gather
from dorsal.trials.left_out import LeftOut
from dorsal.trials.question import Question
from dorsal.trials.sheet import Sheet
from dorsal.trials.sheet.measure import as_asked, of_results
from dorsal.trials.study import Study
from dorsal.trials.treatment import JOIN, Treatment, Treatments, canonical, components

CONTROL = re.compile(
    r"(?<![a-z])(placebo|sham|controls?|usual|standard|routine|none|waiting|waitlist|untreated|no[ _-])", re.IGNORECASE
)
"""Names that people give to what others are compared with."""
BETTER: Mapping[str, str] = {
    "lower": "Lower is taken as better; say --better higher if it is not.",
    "higher": "Higher is taken as better, as asked.",
}
"""Which way is taken as good, in words: a table does not say."""
LIVING: Mapping[str, str] = {
    "lower": "Less time without the event is taken as better, as asked.",
    "higher": "More time without the event is taken as better; say --better lower if the event is what one wants.",
}


def answer_sheet(
    sheet: Sheet, request: Request, *, version: str, command: str, before: Analysis | None = None
) -> Document:
    """The document of a table of trials. Raises NetworkError if nothing can be pooled, OptionError for a name, or for
    efficacies of what is good.

    `before`: the analysis of an earlier version of the table, from which its fits go on.
    """
    if request.windows or request.strict:
        raise OptionError("windows and strict belong to a topic; a table of your own has no such columns")
    measure = _question(sheet, request).measure
    check_efficacy(measure, request.better)
    request = replace(request, better=request.better or usual_better(measure))
    evidence = _evidence(sheet, request)
    analysis, notes = _analysed(evidence, request, sheet, before)
    section = _section(sheet, request, evidence, analysis)
    outcome = section.question.outcome
    return Document(
        title=sheet.name,
        question="",
        sections=(section,),
        treatments=_treatments(analysis.network.treatments),
        studies={study.id: study for study in sheet.studies},
        better={outcome: request.better},
        limits=(*_notes(sheet, request), _direction(section.question.measure, request), *notes),
        provenance=Provenance(
            version=version,
            data_name=sheet.name,
            data_hash=sheet.data_hash,
            command=command,
            options=request.told(),
            seed=request.seed,
        ),
    )


def _notes(sheet: Sheet, request: Request) -> Sequence[str]:
    if not request.measure:
        return sheet.notes
    return [as_asked(note, sheet.measure_guess, request.measure) for note in sheet.notes]


def _direction(measure: str, request: Request) -> str:
    """Which way is taken as good; of an efficacy, of the events that it is worked out from."""
    if measure in EFFICACIES:
        return sentence(EFFICACY_BETTER)
    return (LIVING if measure in LIVING_MEASURES else BETTER)[request.better]


def analyse_sheet(sheet: Sheet, request: Request) -> Analysis:
    """The fits of a table of trials. Raises NetworkError if nothing can be pooled, OptionError for a name."""
    return _analysed(_evidence(sheet, request), request, sheet)[0]


def _evidence(sheet: Sheet, request: Request) -> Evidence:
    column = request.effects.arm_correlation_column
    if column and not any(column in study.covariates for study in sheet.studies):
        raise OptionError(f"no study has {column!r}, the correlation of its arms; read it with covariates=[{column!r}]")
    question = _question(sheet, request)
    reference = request.reference or _first_choice(sheet)
    found = gather(sheet.studies, {}, question, reference, replace(request.effects, measure=question.measure))
    return _weighted(found, sheet.studies, request.down_weight) if request.down_weight.asked else found


def _first_choice(sheet: Sheet) -> str:
    """The reference of the whole table, whichever treatments of it are asked for."""
    return _usual(Counter(t for s in sheet.studies for t in _given(s)))


def _weighted(evidence: Evidence, studies: Sequence[Study], how: DownWeight) -> Evidence:
    """The evidence with the weights of its studies; those of weight 0 are set aside and listed."""
    used = {contrast.study for contrast in evidence.contrasts}
    weights = weights_of([study for study in studies if study.id in used], how)
    entered, aside = weighted(evidence.contrasts, weights)
    reason = "its weight is 0, as was asked"
    out = [LeftOut(row=row, study=c.study, reason=reason) for c in aside for row in c.rows]
    less = [f"{study} ({weight:g})" for study, weight in weights.items() if weight < 1.0]
    note = f"Down-weighted (1 is whole, 0 left out): {', '.join(less) or 'no study'}."
    return replace(
        evidence,
        contrasts=entered,
        left_out=(*evidence.left_out, *out),
        notes=(*evidence.notes, note),
        set_aside=aside,
    )


def _analysed(
    evidence: Evidence, request: Request, sheet: Sheet, before: Analysis | None = None
) -> tuple[Analysis, tuple[str, ...]]:
    """The fits, and what a reader must know of the reference."""
    network = Network.of(_pooled(evidence))
    reference, notes = _reference(network, request, sheet)
    inactive = _inactive(network, request)
    found = analyse(
        network.contrasts,
        reference,
        request.fit,
        additive=request.components or request.matrix is not None,
        inactive=inactive,
        matrix=request.matrix,
        before=before,
    )
    return found, notes


def _section(sheet: Sheet, request: Request, evidence: Evidence, analysis: Analysis) -> Section:
    elsewhere = () if analysis.additive else tuple(_elsewhere(analysis.network, analysis.reference))
    return Section(
        question=_question(sheet, request),
        mic=None,
        evidence=replace(evidence, left_out=(*sheet.skipped, *evidence.left_out, *elsewhere)),
        analysis=analysis,
        why_not="",
        bias={study.id: study.bias.overall for study in sheet.studies},
    )


def _question(sheet: Sheet, request: Request) -> Question:
    """One outcome of the table: the one asked, or the only one there is."""
    found = dict.fromkeys(result.outcome for study in sheet.studies for result in study.results)
    asked = request.outcomes or tuple(found)
    if len(asked) != 1 or asked[0] not in found:
        there = f"the outcomes {', '.join(found)}" if len(found) > 1 else f"one outcome, called {', '.join(found)!r}"
        raise OptionError(
            f"the table has {there}, and one is analysed at a time; ask for one with outcome=... (--outcome on the "
            "command line); --order orders treatments by several"
        )
    given = {t for s in sheet.studies for r in s.results for t in r.treatments}
    strange = [name for name in request.treatments if canonical(name) not in given]
    if strange:
        raise OptionError(
            f"treatments {', '.join(strange)}: in no study of the table, which has {', '.join(sorted(given))}"
        )
    return Question(
        outcome=asked[0],
        measure=request.measure or measure_of(sheet.studies, asked[0], sheet.measure_guess),
        populations=request.populations,
        treatments=tuple(map(canonical, request.treatments)),
    )


def measure_of(studies: Iterable[Study], outcome: str, otherwise: str) -> str:
    """What the results of one outcome suggest; `otherwise` where their reports do not tell."""
    results = [result for study in studies for result in study.results if result.outcome == outcome]
    telling = [result for result in results if not result.reported.startswith("effect")]
    return of_results(telling)[0] if telling else otherwise


def _pooled(evidence: Evidence) -> Sequence[Contrast]:
    """The contrasts; where there are none, an error that says why every row was left out."""
    if evidence.contrasts:
        return evidence.contrasts
    reasons = Counter(out.reason for out in evidence.left_out).most_common(3)
    why = "; ".join(f"{reason} ({n} {'row' if n == 1 else 'rows'})" for reason, n in reasons)
    raise NetworkError(f"no study can be used, so nothing can be pooled: {why or 'no rows'}")


def _reference(network: Network, request: Request, sheet: Sheet) -> tuple[str, tuple[str, ...]]:
    """What was asked for; else dose 0 where there are doses; else, of some treatments, what all of them would have."""
    if request.reference:
        reference = _known(network, request.reference)
        return reference, ()
    zero = _zero_dose(sheet)
    first_choice = zero or _first_choice(sheet)
    kept = bool(request.treatments or zero) and first_choice in network.treatments
    reference = first_choice if kept else reference_of(network)
    if len(network.treatments) == 2 and not request.treatments:
        return reference, ()
    return reference, (f"Reference: {reference}, chosen by Dorsal; another one with --reference NAME.",)


def _zero_dose(sheet: Sheet) -> str:
    """The treatment that is dose 0 of all agents; "" where the table was read without doses."""
    arms = (arm for study in sheet.studies for result in study.results for arm in result.arms)
    return next((arm.treatment for arm in arms if arm.dosage is not None and arm.dosage.dose == 0.0), "")


def reference_of(network: Network) -> str:
    """What to draw the others against where nobody said: in the island of most studies, the control or most studied."""
    island = max(network.islands, key=lambda names: (len(network.part(names).contrasts), len(names)))
    return control_of(network, island)


def control_of(network: Network, among: Sequence[str]) -> str:
    """Of some treatments, the control or most studied."""
    return _usual({treatment: network.given[treatment] for treatment in among})


def _usual(studies: Mapping[str, int]) -> str:
    """Of treatments with their numbers of studies: a control by its name, else the one with the most studies."""
    controls = [t for t in studies if all(CONTROL.search(part) for part in components(t))]
    return min(controls or studies, key=lambda t: (-studies[t], t))


def _given(study: Study) -> set[str]:
    return {treatment for result in study.results for treatment in result.treatments}


def _known(network: Network, name: str) -> str:
    """The treatment of that name, in any case. Raises NetworkError naming those there are."""
    asked = canonical(name)
    for treatment in network.treatments:
        if treatment == asked:
            return treatment
    for treatment in network.treatments:
        if treatment.casefold() == asked.casefold():
            return treatment
    raise NetworkError(f"{name!r} is in no usable study of this table; it has {', '.join(network.treatments)}")


def _inactive(network: Network, request: Request) -> tuple[str, ...]:
    parts = {part for treatment in network.treatments for part in components(treatment)}
    unknown = [name for name in request.inactive if name not in parts]
    if unknown:
        raise OptionError(f"inactive {', '.join(unknown)}: no such component; there are {', '.join(sorted(parts))}")
    return request.inactive


def _elsewhere(network: Network, reference: str) -> Iterable[LeftOut]:
    """The rows of islands that no study joins to the reference's."""
    here = network.island_of(reference)
    for island in network.islands:
        if island == here:
            continue
        reason = (
            f"no study joins {', '.join(island)} to {reference}; "
            f"for their own results ask for --reference {shlex.quote(island[0])}"
        )
        for contrast in network.part(island).contrasts:
            for row in contrast.rows:
                yield LeftOut(row=row, study=contrast.study, reason=reason)


def _treatments(names: Sequence[str]) -> Treatments:
    """A table of treatments whose labels are the names that the user wrote."""
    parts = dict.fromkeys(part for name in names for part in components(name))
    return Treatments.of(Treatment(code=part, label=part) for part in parts)


def pair_in_sheet(document: Document, first: str, second: str) -> tuple[str, str]:
    """Two treatments of the table, by name in any case. Raises NetworkError for an unknown one, OptionError if same."""
    network = Network.of(document.sections[0].evidence.contrasts)
    a, b = (_known_parts(network, name) for name in (first, second))
    if a == b:
        raise OptionError(f"{first!r} and {second!r} are the same treatment; name two different ones")
    return a, b


def _known_parts(network: Network, name: str) -> str:
    """A treatment of the network, or a combination of its components that no trial gave as such."""
    parts = {part.casefold(): part for treatment in network.treatments for part in components(treatment)}
    asked = components(name)
    if canonical(name) not in network.index and all(part.casefold() in parts for part in asked):
        return canonical(JOIN.join(parts[part.casefold()] for part in asked))
    return _known(network, name)
