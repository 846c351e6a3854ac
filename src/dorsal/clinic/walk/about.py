"""The first form: the complaint, the scores now, what was tried, and what the person wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dorsal.clinic.walk.fields import NOT_KNOWN, Scale, Whole, choices, empty_as_none
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.language import Language
from dorsal.faces.person_file import scales_for_a_total
from dorsal.patient.profile import ends

UNITS: Mapping[str, float] = {"days": 1.0 / 7.0, "weeks": 1.0, "months": 365.25 / 12.0 / 7.0, "years": 365.25 / 7.0}
"""Weeks in each."""
WEEKS_A_YEAR = 53
TRIED = "tried_"
TENTHS = "OF_0_10"
"""A scale from 0 to 10."""
LONGEST_GOAL = 160


class AboutForm(forms.Form):
    """Everything may stay open. `values` are keys of a person, as a file has them."""

    age = Whole(label=gettext_lazy("How old are you?"), least=0, most=120, unit=gettext_lazy("years"))
    lasts = forms.FloatField(
        label=gettext_lazy("How long have you had this pain?"),
        required=False,
        min_value=0,
        max_value=6000,
        localize=True,
    )
    lasts_unit = forms.ChoiceField(
        label=gettext_lazy("Counted in"),
        required=False,
        choices=[
            ("days", gettext_lazy("days")),
            ("weeks", gettext_lazy("weeks")),
            ("months", gettext_lazy("months")),
            ("years", gettext_lazy("years")),
        ],
        initial="weeks",
    )
    radiating = forms.ChoiceField(
        label=gettext_lazy("Does the pain run into a leg?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("unknown", gettext_lazy("I do not know"))],
    )
    pain = Scale(
        label=gettext_lazy("How bad is the pain now?"),
        ends=(gettext_lazy("no pain"), gettext_lazy("the worst you can think of")),
    )
    disability_scale = forms.ChoiceField(label=gettext_lazy("Questionnaire on daily life"), required=False)
    disability = forms.FloatField(label=gettext_lazy("Its total score"), required=False, min_value=0, localize=True)
    lasting_risk = forms.ChoiceField(
        label=gettext_lazy("Risk that the pain lasts"),
        help_text=gettext_lazy("Only where somebody has measured it, for example with the STarT Back questions."),
        required=False,
        choices=[
            ("unknown", NOT_KNOWN),
            ("low", gettext_lazy("low")),
            ("medium", gettext_lazy("medium")),
            ("high", gettext_lazy("high")),
        ],
    )
    goal = forms.CharField(
        label=gettext_lazy("What do you want to be able to do again?"),
        help_text=gettext_lazy("In your own words, without names: for example, sleep through the night."),
        required=False,
        max_length=LONGEST_GOAL,
    )
    goal_measure = forms.ChoiceField(
        label=gettext_lazy("How will we see that you got there?"),
        required=False,
        choices=[
            ("pain", gettext_lazy("by the pain score (0 to 10)")),
            ("disability", gettext_lazy("by the score of the questionnaire")),
            ("activity", gettext_lazy("by how hard it is to do (0 to 10)")),
        ],
    )
    goal_target = forms.FloatField(
        label=gettext_lazy("The score to reach"), required=False, min_value=0, max_value=100, localize=True
    )
    goal_weeks = Whole(label=gettext_lazy("In how many weeks?"), least=1, most=104, unit=gettext_lazy("weeks"))

    def __init__(self, evidence: CareEvidence, speech: Language, data: Any, person: Mapping[str, Any]) -> None:
        super().__init__(data, initial=initial(person), use_required_attribute=False)
        scales = [
            (code, speech.name_of(evidence.topic.scales[code].label)) for code in scales_for_a_total(evidence.topic)
        ]
        self.scales = dict(scales)
        choices(self, "disability_scale", [("", gettext("none was filled in")), *_first(evidence, scales)])
        self.tried = tuple(evidence.basis.options)
        for code in self.tried:
            if "+" not in code:
                self.fields[TRIED + code] = _went(speech.name_of(evidence.topic.treatments.label(code)))

    @property
    def tried_fields(self) -> Sequence[forms.BoundField]:
        """The treatments, for the template."""
        return [self[name] for name in self.fields if name.startswith(TRIED)]

    def values(self) -> dict[str, Any]:
        """The keys of a person that a valid form says; None for what it leaves open."""
        said = self.cleaned_data
        weeks = None if said["lasts"] is None else round(said["lasts"] * UNITS[said["lasts_unit"] or "weeks"], 2)
        scored = said["disability_scale"] and said["disability"] is not None
        return {
            "age": said["age"],
            "weeks": weeks,
            "lasts": None if said["lasts"] is None else [said["lasts"], said["lasts_unit"] or "weeks"],
            "radiating": said["radiating"] or None,
            "pain": said["pain"],
            "disability": said["disability"] if scored else None,
            "disability_scale": said["disability_scale"] if scored else None,
            "lasting_risk": said["lasting_risk"] if said["lasting_risk"] not in ("", "unknown") else None,
            "goals": self._goals() or None,
            "earlier": [
                {"treatment": name.removeprefix(TRIED), "went": said[name]}
                for name in self.fields
                if name.startswith(TRIED) and said[name]
            ]
            or None,
        }

    def _goals(self) -> list[dict[str, Any]]:
        said = self.cleaned_data
        if not said["goal"]:
            return []
        goal = {
            "words": said["goal"],
            "measure": said["goal_measure"] or "activity",
            "target": said["goal_target"],
            "by_weeks": said["goal_weeks"],
        }
        return [{key: value for key, value in goal.items() if value is not None}]

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("disability") is not None and not said.get("disability_scale"):
            self.add_error("disability_scale", gettext("Choose the questionnaire that this score belongs to."))
        if said.get("disability_scale") and said.get("disability") is None and "disability" not in self.errors:
            self.add_error("disability", gettext("Write its total, or choose that none was filled in."))
        if said.get("goal_target") is not None and not said.get("goal"):
            self.add_error("goal", gettext("Say in words what you want to reach, or leave out the score."))
        self._outside("disability", said.get("disability"), said.get("disability_scale") or "")
        measured = {"disability": said.get("disability_scale") or ""}.get(said.get("goal_measure") or "", TENTHS)
        self._outside("goal_target", said.get("goal_target"), measured)
        self._older(said.get("age"), said.get("lasts"), said.get("lasts_unit") or "weeks")
        return said

    def _outside(self, name: str, value: float | None, scale: str) -> None:
        """A score that its scale does not have."""
        low, top = ends(scale)
        if value is not None and low < top and not low <= value <= top:
            told = gettext("This score goes from %(low)d to %(top)d; correct it, or leave it open.")
            self.add_error(name, told % {"low": low, "top": top})

    def _older(self, age: int | None, lasts: float | None, unit: str) -> None:
        """A complaint from before the person was born."""
        if age is not None and lasts is not None and lasts * UNITS[unit] > (age + 1) * WEEKS_A_YEAR:
            self.add_error("lasts", gettext("That is longer than you have lived; correct this, or your age."))


FIELD_OF: Mapping[str, str] = {
    "weeks": "lasts",
    "goals 1.words": "goal",
    "goals 1.measure": "goal_measure",
    "goals 1.target": "goal_target",
    "goals 1.by_weeks": "goal_weeks",
}
"""Where this form shows what is wrong with a key of the person."""


def initial(person: Mapping[str, Any]) -> dict[str, Any]:
    """The fields for a person that was kept."""
    goal: Mapping[str, Any] = next(iter(person.get("goals", [])), {})
    lasts, unit = person.get("lasts") or (person.get("weeks"), "weeks")
    same = ("age", "radiating", "pain", "disability", "disability_scale", "lasting_risk")
    return empty_as_none(
        {name: person.get(name) for name in same}
        | {"lasts": lasts, "lasts_unit": unit}
        | {"goal": goal.get("words"), "goal_measure": goal.get("measure", "pain"), "goal_target": goal.get("target")}
        | {"goal_weeks": goal.get("by_weeks")}
        | {TRIED + each["treatment"]: each.get("went", "unknown") for each in person.get("earlier", [])}
    )


def _first(evidence: CareEvidence, scales: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Scales whose items anybody may use come first."""
    return sorted(scales, key=lambda one: not evidence.topic.scales[one[0]].may_ship_items)


def _went(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[
            ("", gettext("not tried")),
            ("helped", gettext("it helped")),
            ("no_change", gettext("no change")),
            ("worse", gettext("it got worse")),
            ("unknown", gettext("tried, I do not know")),
        ],
    )
