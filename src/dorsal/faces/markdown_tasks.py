"""What `compare`, `league` and `network` are asked for, as Markdown: one pair, the league tables, the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dorsal.faces.document import Document
from dorsal.faces.markdown import answer_lines, bullets, plain, provenance_lines, table
from dorsal.faces.numbers import count, number, people
from dorsal.faces.overview import compared, joining_words
from dorsal.faces.words import better, measure_words, pair_words, section_words, sentence, treatment_words, why_section
from dorsal.synthesis.answer import Section
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league import League, league
from dorsal.synthesis.network import Network
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.effect_options import EFFICACIES


def compare_markdown(document: Document, first: str, second: str) -> str:
    """The findings of one pair, where there is none and why, and what would join the two.

    `document.comparisons` must name the pair alone.
    """
    found = compared(document)
    joining = [plain(sentence(words)) for comparison in found for words in joining_words(document, comparison)]
    return _joined(
        [
            f"# {plain(pair_words(document, first, second))}",
            *answer_lines(document, found),
            *(["## What would join them where the trials cannot say", bullets(joining)] if joining else []),
            *provenance_lines(document),
        ]
    )


def league_markdown(document: Document) -> str:
    """The league table of every section, of each island."""
    return _joined(["# League table", *_each(document, _leagues)])


def network_markdown(document: Document) -> str:
    """The comparisons and islands of every section."""
    return _joined(["# Network", *_each(document, _network)])


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _each(document: Document, told: Callable[[Document, Section], Iterator[str]]) -> Iterator[str]:
    for section in document.sections:
        yield f"## {plain(section_words(document, section))}"
        yield from told(document, section)
    yield from provenance_lines(document)


def _leagues(document: Document, section: Section) -> Iterator[str]:
    if section.analysis is None:
        yield plain(sentence(f"the trials cannot say: {why_section(document, section)}"))
        return
    level = f"{100 * section.analysis.options.level:g} %"
    yield plain(
        f"{sentence(measure_words(section.question.measure))} Each cell: the row's treatment against the column's, "
        f"with its {level} interval."
    )
    for fit in section.analysis.fits:
        yield _league(document, section, fit)


def _league(document: Document, section: Section, fit: NetworkFit) -> str:
    higher = better(document, section.question.outcome) == "higher"
    made = league(fit, tuple(p_scores(fit, better="higher" if higher else "lower")))
    names = [treatment_words(document, treatment) for treatment in made.treatments]
    rows = ([name, *(_cell(made, i, j) for j in range(len(names)))] for i, name in enumerate(names))
    return table(["", *names], rows)


def _cell(made: League, row: int, column: int) -> str:
    if row == column:
        return "."
    decimals = 1 if made.measure == "MD100" or made.measure in EFFICACIES else 2
    estimate, low, high = (number(value, decimals) for value in made.cell(row, column))
    return f"{estimate} ({low} to {high})"


def _network(document: Document, section: Section) -> Iterator[str]:
    if not section.evidence.contrasts:
        yield plain(sentence(why_section(document, section)))
        return
    network = Network.of(section.evidence.contrasts)
    yield plain(
        f"{count(len(network.studies), 'trial')}, {people(network.people)}, "
        f"{count(len(network.treatments), 'treatment')}, {count(len(network.comparisons), 'comparison')}, "
        f"{count(len(network.designs), 'design')}, {count(len(network.islands), 'island')}."
    )
    words = {treatment: treatment_words(document, treatment) for treatment in network.treatments}
    yield table(
        ["Compared", "With", "Trials", "People"],
        (
            [words[c.first], words[c.second], str(len(c.studies)), "?" if c.people is None else f"{c.people:,}"]
            for c in sorted(network.comparisons, key=lambda c: -len(c.studies))
        ),
    )
    if len(network.islands) > 1:
        yield "Islands: no chain of trials joins one to another."
        yield bullets(plain("; ".join(words[t] for t in island)) for island in network.islands)
