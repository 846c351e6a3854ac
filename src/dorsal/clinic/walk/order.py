"""The order by what matters, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dorsal.clinic.walk.offered import Shower
from dorsal.faces.care_words import span_words
from dorsal.faces.order_words import (
    caution_words,
    chance_of,
    likely_places,
    order_notes,
    sensitivity_words,
    weights_given,
    why_no_order,
)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One option in the order."""

    place: int
    name: str
    first: str
    """Chance to be first, of 100."""
    likely: str
    width: int
    """Of its bar: the same chance, of 100."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What stands under "in the order of what matters to you"."""

    shower: Shower

    @property
    def ranked(self) -> bool:
        return self.shower.found.ranking.ranked

    @property
    def caution(self) -> str:
        return caution_words(self.shower.speech, self.shower.found.ranking)

    @property
    def why_not(self) -> str:
        return why_no_order(self.shower.speech, self.shower.found.ranking)

    @property
    def weights(self) -> str:
        return weights_given(self.shower.speech, self.shower.found.ranking)

    @property
    def places(self) -> Sequence[Placed]:
        return [
            Placed(
                place=place.place,
                name=self.shower.name(place.option),
                first=chance_of(self.shower.speech, place.first),
                likely=span_words(self.shower.speech, *(str(end) for end in likely_places(place))),
                width=round(100.0 * place.first),
            )
            for place in self.shower.found.ranking.places
        ]

    @property
    def sensitivity(self) -> Sequence[str]:
        return list(sensitivity_words(self.shower.speech, self.shower.found)) if self.ranked else []

    @property
    def notes(self) -> Sequence[str]:
        return list(order_notes(self.shower.speech, self.shower.found))
