"""What a reader picks on the first page: outcomes, times, two to eight treatments, and what they are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, ngettext

from dorsal.clinic.release import Release
from dorsal.faces.words import inside, outcome_words, treatment_words, window_words

FEWEST, MOST = 2, 8
OPENING = 5
"""Treatments that the page opens with."""
Choice = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Picks:
    """What is put side by side. Codes of the release, checked by the form."""

    outcomes: tuple[str, ...]
    windows: tuple[str, ...]
    treatments: tuple[str, ...]
    against: str


class PickForm(forms.Form):
    """The form of the first page; what it does not know is said at its field."""

    outcome = forms.MultipleChoiceField(
        label=gettext_lazy("What should get better?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    window = forms.MultipleChoiceField(label=gettext_lazy("When?"), widget=forms.CheckboxSelectMultiple, required=False)
    treatment = forms.MultipleChoiceField(
        label=gettext_lazy("Which treatments?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    against = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False)

    def __init__(self, release: Release, data: QueryDict | Mapping[str, Any] | None) -> None:
        super().__init__(data, use_required_attribute=False)
        document = release.whole
        self.release = release
        self._choose("outcome", ((code, outcome_words(document, code)) for code in release.topic.outcomes))
        self._choose("window", ((w.name, window_words(w, release.language)) for w in release.topic.windows.values()))
        names = [(code, treatment_words(document, code)) for code in release.treatments]
        self._choose("treatment", names)
        self._choose("against", ((code, inside(label)) for code, label in names))

    def _choose(self, name: str, choices: Iterable[Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        field.error_messages["invalid_choice"] = gettext("%(value)s is not among the choices here.")

    def clean_outcome(self) -> list[str]:
        """At least one."""
        return self._some("outcome", gettext("Choose at least one thing that should get better."))

    def clean_window(self) -> list[str]:
        """At least one."""
        return self._some("window", gettext("Choose at least one time."))

    def _some(self, name: str, message: str) -> list[str]:
        chosen: list[str] = self.cleaned_data[name]
        if not chosen:
            raise forms.ValidationError(message)
        return chosen

    def clean_treatment(self) -> list[str]:
        """Two to eight."""
        chosen: list[str] = self.cleaned_data["treatment"]
        if not FEWEST <= len(chosen) <= MOST:
            n = len(chosen)
            counted = ngettext("you chose %(n)d", "you chose %(n)d", n) % {"n": n}
            raise forms.ValidationError(
                gettext("Choose %(fewest)d to %(most)d treatments; %(counted)s.")
                % {"fewest": FEWEST, "most": MOST, "counted": counted}
            )
        return chosen

    def clean_against(self) -> str:
        """The topic's reference where none is said."""
        return self.cleaned_data["against"] or self.release.topic.reference

    @property
    def picks(self) -> Picks:
        """What a valid form says."""
        return Picks(
            outcomes=tuple(self.cleaned_data["outcome"]),
            windows=tuple(self.cleaned_data["window"]),
            treatments=tuple(self.cleaned_data["treatment"]),
            against=self.cleaned_data["against"],
        )


def usual(release: Release) -> dict[str, Any]:
    """What the page opens with: the headline outcomes, the time and the partner of which trials tell most."""
    topic, said, against = release.topic, release.topic.settings, release.best_known_partner
    told = Counter(
        window for (outcome, window), section in release.sections.items() for _ in section.evidence.contrasts
    )
    combined = [c.whole for c in said.combinations if against in c.parts]
    first = [said.focus, *combined, topic.reference, *said.comparators]
    return {
        "outcome": [outcome.code for outcome in topic.headlines] or list(topic.outcomes)[:1],
        "window": [window for window, _ in told.most_common(1)],
        "treatment": [code for code in dict.fromkeys(first) if code != against][:OPENING],
        "against": against,
    }
