"""The third form: how much each thing matters to the person, 0 to 10; left open, it was not asked and has no weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dorsal.clinic.walk.fields import TEN, PlainSelect
from dorsal.faces.language import Language
from dorsal.faces.order_words import weight_words
from dorsal.patient.profile import Weights

NEEDLES = "needle_fear"
NAMES = tuple(field.name for field in fields(Weights))
STEPS: Mapping[int, Any] = {
    0: gettext_lazy("0: not at all"),
    5: gettext_lazy("5: half as much as can be"),
    TEN: gettext_lazy("10: as much as can be"),
}


class MattersForm(forms.Form):
    """One choice for each weight, and the fear of needles."""

    def __init__(self, speech: Language, data: Any, person: Mapping[str, Any]) -> None:
        weights = {name: value for name, value in person.get("weights", {}).items() if value is not None}
        super().__init__(data, initial={**weights, NEEDLES: person.get(NEEDLES)}, use_required_attribute=False)
        told = [("", gettext("not asked")), *((str(n), str(STEPS.get(n, n))) for n in range(TEN + 1))]
        named = {**{name: weight_words(speech, name) for name in NAMES}, NEEDLES: gettext("fear of needles")}
        for name, words in named.items():
            self.fields[name] = forms.TypedChoiceField(
                label=words[:1].upper() + words[1:],
                required=False,
                choices=told,
                coerce=int,
                empty_value=None,
                widget=PlainSelect,
            )

    def values(self) -> dict[str, Any]:
        """The keys of a person that a valid form says."""
        weights = {name: self.cleaned_data[name] for name in NAMES if self.cleaned_data[name] is not None}
        return {"weights": weights or None, NEEDLES: self.cleaned_data[NEEDLES]}
