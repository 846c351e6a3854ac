"""One outcome at one time in a terminal: what there is, the forest, what cannot be said, how much trials differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from dorsal.faces.cli.screen import Column, Screen, folded, grid
from dorsal.faces.cli.text_forest import TextForest
from dorsal.faces.document import Document
from dorsal.faces.numbers import count, is_ratio, number, p_value, percent, shown, span
from dorsal.faces.overview import best_first, facts_words
from dorsal.faces.words import (
    FLAGS,
    better,
    chances,
    flag_marks,
    inside,
    level_words,
    listed,
    measure_words,
    mic_words,
    section_words,
    sentence,
    treatment_words,
    why_section,
)
from dorsal.synthesis.analysis import Analysis
from dorsal.synthesis.answer import Finding, Section
from dorsal.synthesis.estimate import Estimate
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.grading.certainty import ADDING_UP
from dorsal.synthesis.network import Network
from dorsal.trials.decimals import decimals_for, table_decimals

CERTAINTY = {"high": "bold green", "moderate": "green", "low": "yellow", "very low": "red"}
CHANCE, SURE = 6, 8
LABEL_SHARE = 0.35
NUMBERS = 22


def show_section(screen: Screen, document: Document, section: Section) -> None:
    """Everything about one section."""
    window = section.question.window
    more = f" ({window.label})" if window and window.label else ""
    screen.heading(f"{section_words(document, section)}{more}".strip())
    if section.analysis is None:
        screen.say(sentence(f"the trials cannot say: {why_section(document, section)}"))
        return
    screen.say(sentence(_size(section, section.analysis.network)))
    screen.say(_scale(section))
    for reference, findings in islands(document, section):
        show_forest(screen, document, section, reference, findings)
    flags = (f.estimate.flags for _, findings in islands(document, section) for f in findings if f.estimate)
    met = set(chain.from_iterable(flags))
    screen.items((f"{mark} {words}" for flag, (mark, words) in FLAGS.items() if flag in met), style="dim")
    for line in heterogeneity(document, section.analysis):
        screen.say(line, style="dim")
    notes = " ".join(sentence(note) for note in section.evidence.notes)
    if notes:
        screen.say(f"Notes: {notes}", style="dim")


def _size(section: Section, network: Network) -> str:
    if network.people:
        return facts_words(section)
    return f"{count(len(network.studies), 'trial')}, {count(len(network.treatments), 'treatment')}"


def _scale(section: Section) -> str:
    scale = sentence(measure_words(section.question.measure))
    if section.mic is None:
        return scale
    least = mic_words(section.mic, section.question.measure)
    return f"{scale} Broken lines: the smallest difference that matters (MIC), {least}."


def islands(document: Document, section: Section) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Findings against the reference; then, island by island, what the trials say that is not joined to it.

    Such an island is drawn against the first comparator of the document in it, else its most studied treatment.
    """
    analysis = section.analysis
    assert analysis is not None
    higher = better(document, section.question.outcome) == "higher"
    joined = best_first(document, section)
    yield analysis.reference, joined
    shown = {analysis.reference, *(finding.first for finding in joined)}
    for island in analysis.network.islands:
        if not shown.isdisjoint(island):
            continue
        reference = _island_reference(document, analysis.network, island)
        findings = [section.finding(treatment, reference) for treatment in island if treatment != reference]
        yield reference, tuple(sorted(findings, key=lambda f: f.estimate.mean if f.estimate else 0.0, reverse=higher))


def _island_reference(document: Document, network: Network, island: Sequence[str]) -> str:
    named = (second for _, second in document.comparisons if second in island)
    return next(named, max(island, key=lambda treatment: network.given[treatment]))


def show_forest(
    screen: Screen, document: Document, section: Section, reference: str, findings: Sequence[Finding]
) -> None:
    """The options against one treatment, the most favourable first, each on a line of signs."""
    estimates = [finding.estimate for finding in findings if finding.estimate is not None]
    assert section.analysis is not None
    screen.blank()
    name = inside(treatment_words(document, reference))
    joined = reference == section.analysis.reference
    screen.say(f"Against {name}" if joined else f"Joined to none of the above by any trial; against {name}",
               style="bold")  # fmt: skip
    if not estimates:
        screen.say("No treatment is joined to it.")
        return
    good = better(document, section.question.outcome)
    decimals = brief_decimals(estimates)
    size = max(14, *(len(brief(estimate, decimals)) for estimate in estimates))
    chance = CHANCE + 1 if section.mic is not None and good else 0
    label = max(21, int(LABEL_SHARE * screen.width))
    width = screen.width - label - size - chance - SURE - 3
    forest = TextForest.of(estimates, section.question.measure, section.mic, width, screen.glyphs)
    columns = _columns(section, (label, width, size), with_chance=bool(chance))
    _head(screen, forest, columns, good)
    for finding in findings:
        _row(screen, document, forest, columns, finding, (good, decimals))


def _columns(section: Section, widths: tuple[int, int, int], *, with_chance: bool) -> list[Column]:
    assert section.analysis is not None
    label, bar, size = widths
    level = level_words(section.analysis.options.level)
    chance = [Column("better\nby MIC", CHANCE, right=True)] if with_chance else []
    return [
        Column("", label),
        Column("", bar),
        Column(f"{unit_head(section.question.measure)}\n({level})", size, right=True),
        *chance,
        Column("how\nsure", SURE),
    ]


def unit_head(measure: str) -> str:
    """The unit over a column: "points", "odds ratio"."""
    return {"MD100": "points", "MD": "difference", "SMD": "SDs"}.get(measure, measure_words(measure))


def _head(screen: Screen, forest: TextForest, columns: Sequence[Column], good: str) -> None:
    sides = forest.sides("worse", "better") if good == "higher" else forest.sides("better", "worse")
    heads = [folded(column.head, column.width) for column in columns]
    heads[1] = [sides if good else forest.ground(), forest.scale()]
    for line in grid(heads, columns, bottom=True):
        screen.line(line, "dim")


def _row(
    screen: Screen,
    document: Document,
    forest: TextForest,
    columns: Sequence[Column],
    finding: Finding,
    how: tuple[str, int],
) -> None:
    estimate, (good, decimals) = finding.estimate, how
    if estimate is None:
        return
    marks = flag_marks(estimate.flags).replace(" ", "")
    name = f"{treatment_words(document, finding.first)} {marks}".strip()
    labels = folded(name, columns[0].width)
    bars = [forest.bar(estimate.mean, estimate.ci, hollow="extrapolated" in estimate.flags)]
    bars += [forest.ground()] * (len(labels) - 1)
    known = chances(finding, good)
    chance = [[short_chance(known[0])] if known else [""]] if len(columns) == 5 else []
    level = finding.certainty.level if finding.certainty else ""
    lines = grid([labels, bars, [brief(estimate, decimals)], *chance, [level]], columns)
    start = columns[0].width + 1
    for place, line in enumerate(lines):
        spans = [(start, start + forest.width, "cyan" if place == 0 else "dim")]
        spans += [(len(line) - len(level), len(line), CERTAINTY[level])] if level and place == 0 else []
        screen.line(line, spans=spans)


def numbers(estimate: Estimate) -> str:
    """ "−12.3 (−20.1 to −4.5)"; a ratio for logs."""
    decimals = table_decimals(estimate.measure, (estimate.ci[1] - estimate.ci[0]) / 2.0)
    return f"{shown(estimate.mean, estimate.measure, decimals)} ({span(estimate.ci, estimate.measure, decimals)})"


def brief(estimate: Estimate, decimals: int | None = None) -> str:
    """The same for narrow columns: "−12 (−20 to −5)"."""
    if decimals is None:
        decimals = brief_decimals([estimate])
    return f"{shown(estimate.mean, estimate.measure, decimals)} ({span(estimate.ci, estimate.measure, decimals)})"


def brief_decimals(estimates: Sequence[Estimate]) -> int:
    """Decimals that suit a column of estimates of one measure, by the narrowest of their intervals."""
    measure = estimates[0].measure
    narrowest = min((e.ci[1] - e.ci[0]) / 2.0 for e in estimates)
    return 0 if measure == "MD100" else min(2 if is_ratio(measure) else 3, decimals_for(measure, narrowest))


def short_chance(probability: float) -> str:
    """A chance in five columns: "<1 %", "36 %", ">99 %"."""
    if probability < 0.01:
        return "<1 %"
    return ">99 %" if probability > 0.99 else percent(probability)


def heterogeneity(document: Document, analysis: Analysis) -> Iterator[str]:
    """How much trials differ beyond chance, in a line for each island, and whether effects of parts add up."""
    several = len(analysis.fits) > 1
    for fit in sorted(analysis.fits, key=lambda fit: fit is not analysis.main):
        if fit.df > 0:
            yield (f"Among {_few(document, fit)}: " if several else "") + _spread(fit)
    once = [fit for fit in analysis.fits if fit.df == 0]
    if once:
        among = f"Among {'; among '.join(_few(document, fit) for fit in once)}: " if several else ""
        told = "no comparison was made twice; differences between trials cannot be seen, no interval holds them."
        yield f"{among}{told}" if among else sentence(told)
    q = analysis.additive.q_additivity if analysis.additive else None
    if q is not None and q.p is not None:
        told = "they do not, so distrust what is extrapolated" if q.p < ADDING_UP else "no sign against it; a weak test"
        yield f"Do effects of parts add up? Q = {number(q.q, 1)} on {q.df} df, {p_value(q.p)}: {told}."


def _few(document: Document, fit: NetworkFit) -> str:
    """Two treatments of an island, and that there are others."""
    names = [treatment_words(document, t) for t in fit.treatments]
    return listed(names) if len(names) < 3 else f"{names[0]}, {names[1]} and others"


def _spread(fit: NetworkFit) -> str:
    measure = fit.network.measure
    q = f"Q = {number(fit.q_total.q, 1)} on {fit.q_total.df} df, {p_value(fit.q_total.p)}"
    i2 = "" if fit.i2 is None else f", I² {percent(fit.i2)}"
    if fit.options.model == "common":
        return f"Common-effect model: trials are taken to share one effect each. {q}{i2}."
    tau = fit.tau2**0.5
    decimals = 1 if measure == "MD100" else 2
    unit = " on the log scale" if is_ratio(measure) else " points" if measure == "MD100" else ""
    between = f"Between trials effects vary with a standard deviation (τ) of {number(tau, decimals)}{unit}"
    within = ""
    if fit.tau2_ci is not None:
        low, high = (number(bound**0.5, decimals) for bound in fit.tau2_ci)
        within = f" ({level_words(fit.options.level)} interval {low} to {high})"
    how = fit.options.tau2_from
    return f"{between}{within}; {how}{i2}, {q}."
