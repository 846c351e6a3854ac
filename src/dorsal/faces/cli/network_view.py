"""What was compared with what, in a terminal: treatments, comparisons, designs, islands and what would join them."""

from __future__ import annotations

from collections.abc import Sequence

from dorsal.errors import NetworkError, NotSettled
from dorsal.faces.cli.screen import Column, Screen
from dorsal.faces.document import Document
from dorsal.faces.numbers import count, people
from dorsal.faces.words import inside, listed, section_words, sentence, treatment_words
from dorsal.synthesis.answer import Section
from dorsal.synthesis.components import ComponentFit, fit_components
from dorsal.synthesis.network import Network
from dorsal.trials.treatment import components


def show_networks(screen: Screen, document: Document) -> None:
    """The network of every section."""
    for section in document.sections:
        screen.heading(f"Network: {section_words(document, section)}")
        show_network(screen, document, section)


def show_network(screen: Screen, document: Document, section: Section) -> None:
    """One network."""
    if not section.evidence.contrasts:
        screen.say(sentence(section.why_not))
        return
    network = Network.of(section.evidence.contrasts)
    screen.say(
        f"{count(len(network.studies), 'trial')}, {people(network.people)}, "
        f"{count(len(network.treatments), 'treatment')}, {count(len(network.comparisons), 'comparison')}, "
        f"{count(len(network.designs), 'design')}, {count(len(network.islands), 'island')}."
    )
    screen.blank()
    _show_comparisons(screen, document, network)
    several = {design: contrasts for design, contrasts in network.designs.items() if len(design) > 2}
    if several:
        screen.blank()
        screen.line("Trials of three arms and more", "bold")
        screen.items(
            f"{'; '.join(treatment_words(document, t) for t in design)}: {', '.join(c.study for c in contrasts)}"
            for design, contrasts in several.items()
        )
    _show_islands(screen, document, network)


def _show_comparisons(screen: Screen, document: Document, network: Network) -> None:
    half = (screen.width - 18) // 2
    columns = [
        Column("Compared", half),
        Column("with", half),
        Column("trials", 6, right=True),
        Column("people", 7, right=True),
    ]
    screen.table(
        columns,
        (
            [
                treatment_words(document, comparison.first),
                treatment_words(document, comparison.second),
                str(len(comparison.studies)),
                "?" if comparison.people is None else f"{comparison.people:,}",
            ]
            for comparison in sorted(network.comparisons, key=lambda c: -len(c.studies))
        ),
    )


def _show_islands(screen: Screen, document: Document, network: Network) -> None:
    screen.blank()
    if len(network.islands) == 1:
        screen.line("One network: every treatment is joined to every other.")
        return
    screen.line("Islands: no chain of trials joins one to another", "bold")
    screen.items("; ".join(treatment_words(document, t) for t in island) for island in network.islands)
    screen.line("What would join them to the largest", "bold")
    main, *others = network.islands
    model = _additive(network)
    screen.items(_bridge(document, model, main, other) for other in others)


def _additive(network: Network) -> ComponentFit | None:
    """The additive model, to see what it can join; None where it cannot be fitted."""
    try:
        return fit_components(network)
    except (NetworkError, NotSettled):
        return None


def _bridge(document: Document, model: ComponentFit | None, main: Sequence[str], other: Sequence[str]) -> str:
    names = "; ".join(treatment_words(document, t) for t in other)
    shared = sorted({part for t in main for part in components(t)} & {part for t in other for part in components(t)})
    if not shared:
        return f"{names}: only a trial of one of these against any other treatment."
    parts = listed(inside(treatment_words(document, part)) for part in shared)
    if model is None or not any(model.identifies(a, b) for a in main for b in other):
        return (
            f"{names}: only a trial of one of these against any other treatment; what it shares with the rest "
            f"({parts}) does not join it, even if the effects of parts add up."
        )
    return (
        f"{names}: a trial of one of these against any other treatment; or, if the effects of parts add up, "
        f"what it shares with the rest ({parts})."
    )
