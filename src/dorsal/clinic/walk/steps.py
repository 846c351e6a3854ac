"""The steps of the walk, in order, and which of them a person may go to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from dorsal.clinic.address import address
from dorsal.clinic.walk.kept import Kept

STEPS = (
    ("walk-about", gettext_lazy("About you")),
    ("walk-safety", gettext_lazy("Safety")),
    ("walk-matters", gettext_lazy("What matters")),
    ("walk-options", gettext_lazy("Options")),
    ("walk-plan", gettext_lazy("Plan")),
    ("walk-print", gettext_lazy("Print")),
)
"""Names of the routes with their words."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as the page shows it; without an address it cannot be gone to yet."""

    number: int
    words: str
    url: str
    here: bool


def steps(walk: Kept, here: str) -> tuple[Step, ...]:
    """All steps. Forward one goes as far as something was said; the last one needs a plan."""
    return tuple(
        Step(
            number=number,
            words=str(words),
            url=address(route, walk.topic) if walk.begun and (route != "walk-print" or walk.plan) else "",
            here=route == here,
        )
        for number, (route, words) in enumerate(STEPS, 1)
    )
