"""How it was done: a paragraph for each step with the options that were used, and the papers they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dorsal.faces.document import Document
from dorsal.faces.markup import Child, Markup, element, fragment, lines
from dorsal.faces.ranking import DRAWS
from dorsal.faces.release import release_id
from dorsal.faces.report.anchors import Anchors, doi_link, joined
from dorsal.faces.report.asked_methods import asked_steps
from dorsal.faces.report.citations import CITATIONS
from dorsal.faces.words import level_words, listed, measure_words, mic_words, section_words, sentence, treatment_words
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.options import FitOptions
from dorsal.trials.arm_summary import COUNTED

Step = tuple[str, tuple[str, ...]]
"""Words, and the keys of the papers they rest on."""

T = "the t distribution with the total Q's df"
SCALED = f"{T}, with standard errors scaled after Hartung and Knapp by the spread of the trials around the network"
INTERVALS: Mapping[str, Step] = {
    "normal": ("normal quantiles", ()),
    "t": (T, ()),
    "HK": (SCALED, ("HK", "HK multivariate")),
    "HK-t": (f"{SCALED}, never to less than they are", ("HK", "HK multivariate", "HK modified")),
    "HK-normal": (f"{SCALED}, or normal quantiles where these make them longer", ("HK", "HK multivariate")),
}

TAU2: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "REML": ("restricted maximum likelihood (REML), its interval by profile likelihood", ("REML", "ML")),
    "ML": ("maximum likelihood (ML), its interval by profile likelihood", ("ML",)),
    "DL": ("the method of moments of DerSimonian and Laird in its multivariate form, its interval by the Q profile",
           ("DL", "DL multivariate", "Q-profile")),
    "PM": ("the method of Paule and Mandel, its interval by the Q profile", ("PM", "Q-profile")),
}  # fmt: skip


def steps(document: Document) -> Iterator[Step]:
    """Every step in words, with its papers, for the options that were used."""
    analyses = [section.analysis for section in document.sections if section.analysis is not None]
    yield from _evidence(document)
    if not analyses:
        return
    options = analyses[0].options
    yield from _model(options)
    yield from _components(document, analyses)
    yield from _consistency()
    yield from asked_steps(document.answers)
    yield from _reading(document)
    if document.narrative:
        yield (
            "Trials of which only a direction or a P value is known are listed and not pooled.",
            ("SWiM",),
        )


def _evidence(document: Document) -> Iterator[Step]:
    measures = dict.fromkeys(
        s.question.measure for s in (*document.sections, *document.standardised.values()) if s.evidence.contrasts
    )
    if measures:
        keys = ("Hedges",) if "SMD" in measures else ()
        yield f"Effect measure: {listed((measure_words(m) for m in measures), 'or')}.", keys
    yield from _zero_cells(document)
    yield from _correlated_arms(document)
    yield (
        "Each trial counts once in an analysis: one instrument at the time closest to the target, its arms, or its "
        "contrasts where these are adjusted for baseline, never both. Effects of one trial with several arms enter "
        "with their covariance. Numbers that the source does not print were derived by the rules named beside them "
        "in the table of trials.",
        (),
    )
    if any(c.weight < 1.0 for s in document.sections for c in (*s.evidence.contrasts, *s.evidence.set_aside)):
        yield (
            "Some trials count for less than a whole one: the log-likelihood of a trial's results is multiplied by its "
            "weight, which divides their covariance by it (a power prior). Weight 0 leaves a trial out.",
            (),
        )
    yield "Risk of bias is shown as judged by the source named; what was not assessed is unknown, not low.", ("RoB 2",)


RULES: Mapping[str, str] = {
    "if_any": "{amount} was added to every cell of a trial in which an arm had a zero cell",
    "all": "{amount} was added to every cell of every trial, whether one was zero or not",
    "treatment_arm": "In a trial with a zero cell {amount} on average, in proportion to its arms, was added to cells",
    "none": "Trials with a zero cell were left out",
}
EMPTY: Mapping[str, str] = {
    "leave_out": "trials of a ratio without any event were left out",
    "keep": "trials of a ratio without any event were kept and corrected in the same way",
}


def _correlated_arms(document: Document) -> Iterator[Step]:
    """Where arms were in the same people, as was said."""
    for how in (section.evidence.options for section in document.sections):
        if how.arm_correlation or how.arm_correlation_column:
            column = f"as the column {how.arm_correlation_column} says"
            size = f"by {how.arm_correlation:g}" if how.arm_correlation else column
            yield f"Arms in the same people were taken to correlate, {size}; their effects have that covariance.", ()
            return


def _zero_cells(document: Document) -> Iterator[Step]:
    """The rule for zero cells, where arms with counted events are pooled on a measure that needs it."""
    counted = {row.row for study in document.studies.values() for row in study.results if row.reported in COUNTED}
    for section in document.sections:
        rows = {row for contrast in section.evidence.contrasts for row in contrast.rows}
        if counted & rows and section.question.measure != "ASD":
            how = section.evidence.options
            words = RULES[how.zero_cells].format(amount=f"{how.increment:g}")
            yield f"{words}; {EMPTY[how.double_zero]}.", ("zero cells",) if how.zero_cells == "treatment_arm" else ()
            return


def _model(options: FitOptions) -> Iterator[Step]:
    if options.model == "common":
        words: Step = ("one true effect for all trials of a comparison (common-effect model)", ())
    elif options.tau is not None:
        words = (f"random effects whose standard deviation between trials, tau = {options.tau:g}, was given", ())
    else:
        how, keys = TAU2[options.tau2_method]
        words = (f"random effects with one variance tau² for all comparisons, estimated by {how}", keys)
    yield (
        f"Each connected part of the network was fitted by generalised least squares with {words[0]}.",
        ("gls", "graph", *words[1]),
    )
    kind, papers = INTERVALS[options.interval]
    yield f"Intervals hold {level_words(options.level)} and use {kind}.", papers
    if options.model == "random":
        yield (
            "Prediction intervals, for the true effect in a new trial, use the t distribution with the degrees of "
            "freedom of the total Q.",
            ("prediction",),
        )


def _components(document: Document, analyses: Sequence[Analysis]) -> Iterator[Step]:
    models = [analysis.additive for analysis in analyses if analysis.additive is not None]
    if not models:
        return
    inactive = sorted({name for model in models for name in model.inactive})
    without = listed(treatment_words(document, name) for name in inactive)
    yield (
        "Where no chain of trials joins two treatments, an additive component model answers if it can: the effect of "
        "a combination is the sum of the effects of its parts. Such answers are marked as extrapolated, and their "
        "intervals do not hold the doubt whether effects add up."
        + (" A table of the reviewers' says which parts each treatment holds." if any(m.matrix for m in models) else "")
        + (f" Taken to have no effect of its own: {without}." if inactive else ""),
        ("components",),
    )


def _consistency() -> Iterator[Step]:
    yield (
        "Q is split into heterogeneity within designs and inconsistency between designs; I² is that of the total Q.",
        ("Q", "I2"),
    )


def _reading(document: Document) -> Iterator[Step]:
    mics = dict.fromkeys(
        f"{section_words(document, s)}: {mic_words(s.mic, s.question.measure)}"
        for s in document.sections
        if s.mic is not None
    )
    if mics:
        yield (
            "The chance of a difference that matters is read from the normal (or t) distribution of the estimate. It "
            "takes the trials' numbers and the model at face value.",
            (),
        )
    if any(answer.key == "confidence" for answer in document.answers):
        yield (
            "Certainty is CINeMA's: high, less a level for each of its six domains with some concerns and two for each "
            "with major ones, by its rules and the reviewers' own judgements. The wording of conclusions follows it.",
            ("GRADE", "CINeMA", "words"),
        )
    else:
        yield (
            "Certainty is a first, automatic reading along the domains of GRADE: it starts at high and goes down a "
            "level for each reason named. It is not a panel's rating. The wording of conclusions follows it.",
            ("GRADE", "CINeMA", "words"),
        )
    yield (
        f"P-scores and rank probabilities ({DRAWS:,} draws from the joint distribution of all effects, "
        f"{_of_ranks(document)}) are shown only beside intervals.",
        ("P-score", "ranks"),
    )


def _of_ranks(document: Document) -> str:
    """The distribution behind ranks, which is that of intervals."""
    kinds = {s.analysis.options.interval for s in document.sections if s.analysis is not None}
    return "normal" if kinds <= {"normal"} else "that of the intervals"


def methods(anchors: Anchors) -> Markup:
    """The part of the page on methods, with its numbered references."""
    told = list(steps(anchors.document))
    order = list(dict.fromkeys(key for _, keys in told for key in keys))
    place = {key: i for i, key in enumerate(order, 1)}
    return element(
        "section",
        element("h2", "How it was done", id="methods"),
        lines(element("p", words, *_marks(keys, place)) for words, keys in told),
        element("h3", "References"),
        element("ol", lines(_reference(key, place[key]) for key in order)),
        aria_labelledby="methods",
    )


def _marks(keys: Sequence[str], place: Mapping[str, int]) -> list[Child]:
    if not keys:
        return []
    links = [element("a", str(place[key]), href=f"#ref-{place[key]}") for key in keys]
    return [" [", joined(links), "]"]


def _reference(key: str, number: int) -> Markup:
    words, doi = CITATIONS[key]
    link = (" ", doi_link(doi)) if doi else ()
    return element("li", sentence(words), *link, id=f"ref-{number}", class_="ref")


def provenance(document: Document) -> Markup:
    """Version, data, command, options and seed: enough to make the same page again."""
    p = document.provenance
    facts = {
        "Dorsal": p.version,
        "Data": p.data_name,
        "Data, SHA-256": p.data_hash,
        "Seed": str(p.seed),
        "Release": release_id(p),
        **{f"Option: {name}": value for name, value in p.options.items()},
    }
    pairs = [fragment(element("dt", name), element("dd", value)) for name, value in facts.items() if value]
    return element(
        "section",
        element("h2", "To make this page again", id="provenance"),
        element("pre", element("code", p.command)),
        element("dl", lines(pairs), class_="facts"),
        aria_labelledby="provenance",
    )
