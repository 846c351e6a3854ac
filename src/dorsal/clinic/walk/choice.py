"""Which options are put side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dorsal.care.options import MOST
from dorsal.clinic.walk.fields import choices
from dorsal.clinic.walk.person import ticked
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import option_words
from dorsal.faces.language import Language

FEWEST = 2


class ChoiceForm(forms.Form):
    """Two to eight; the reference is always among them."""

    treatment = forms.MultipleChoiceField(
        label=gettext_lazy("Which options do you want to see?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, evidence: CareEvidence, speech: Language, data: Any, chosen: Sequence[str]) -> None:
        self._reference = evidence.basis.reference
        known = evidence.knowledge
        self._offered = [code for code in evidence.basis.options if code != self._reference]
        usual = [code for code in known.offered if code != self._reference][: MOST - 1]
        super().__init__(data, initial={"treatment": list(chosen) or usual}, use_required_attribute=False)
        choices(self, "treatment", [(code, option_words(speech, known, code)) for code in self._offered])
        self.fields["treatment"].error_messages["invalid_choice"] = gettext("%(value)s is not among the options here.")

    def clean_treatment(self) -> list[str]:
        """One to seven beside the reference."""
        chosen: list[str] = self.cleaned_data["treatment"]
        if not FEWEST <= len(chosen) + 1 <= MOST:
            said = gettext("Choose %(fewest)d to %(most)d; usual care is shown beside them. You chose %(n)d.")
            raise forms.ValidationError(said % {"fewest": FEWEST - 1, "most": MOST - 1, "n": len(chosen)})
        return chosen

    def treatments(self) -> tuple[str, ...]:
        """In the order of the topic."""
        return (self._reference, *ticked(self.cleaned_data["treatment"], self._offered))
