"""Do parts of combinations do more, or less, together?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dorsal.errors import OptionError
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.telling import Answer, Grid, Head, effects, scale_notes
from dorsal.synthesis.components import select_interactions
from dorsal.trials.treatment import components


def _interaction(subject: Subject) -> Answer:
    """Interactions of components chosen forward by BIC; an answer without them where no components are combined."""
    _by_names(subject)
    found, steps = select_interactions(subject.network, subject.fit.options, subject.inquiry.inactive)
    estimates = ((name, found.added(name)) for name in found.names if "*" in name)
    together = [
        {
            "components": name.split("*"),
            "estimate": None if e is None else e.mean,
            "se": None if e is None else e.se,
            "ci": None if e is None else list(e.ci),
        }
        for name, e in estimates
    ]
    of = effects(subject.measure)
    heads = (
        Head("parts", "Together"),
        Head("estimate", "effect", of),
        Head("low", "low", of),
        Head("high", "high", of),
    )
    rows = [
        {
            "parts": " and ".join(name.split("*")),
            "estimate": None if e is None else e.mean,
            "low": None if e is None else e.ci[0],
            "high": None if e is None else e.ci[1],
        }
        for name in found.names
        if "*" in name
        for e in [found.added(name)]
    ]
    return Answer(
        key="interaction",
        json={
            "criterion": "BIC",
            "steps": [{"added": step.added or None, "criterion": step.criterion} for step in steps],
            "interactions": together,
        },
        title="Do parts do more, or less, together?",
        lead=() if rows else (_why_none(subject),),
        notes=scale_notes(subject.measure) if rows else (),
        grids=(Grid.of("interactions", "What two parts do together beside their own effects", heads, rows),)
        if rows
        else (),
    )


def _by_names(subject: Subject) -> None:
    """Raises OptionError where a matrix, and not the treatments' names, tells the components."""
    if subject.document is not None and subject.document.provenance.options["components"].startswith("by a matrix"):
        raise OptionError(
            "--interaction looks for parts in names A+B; with a component matrix give two that act together a column "
            "of their own in it"
        )


def _why_none(subject: Subject) -> str:
    if not any(len(components(treatment)) > 1 for treatment in subject.network.treatments):
        return "No treatment of these trials has parts (as A+B), so there is nothing that could interact."
    return "No interaction of components makes the additive model better (BIC)."


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"interaction": _interaction}
