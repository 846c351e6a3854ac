"""The fifth form: which option, who chose it, how much of it, and how sure the person is; and the plan it makes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dorsal.care.agreement import Terms, agree
from dorsal.care.dose import MOST
from dorsal.care.options import Options
from dorsal.care.plan import CarePlan, Override
from dorsal.care.sure import QUESTIONS, Sure
from dorsal.clinic.walk.fields import choices
from dorsal.errors import DorsalError, NotPermitted
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.care_words import option_words
from dorsal.faces.language import Language
from dorsal.topics.plan_knowledge import plan_knowledge

LONGEST = 200
SURE = "sure_"
ASKED: Mapping[str, Any] = {
    "sure": gettext_lazy("Do you feel sure that this is the best choice for you?"),
    "understand": gettext_lazy("Do you know the good and the bad sides of each choice?"),
    "ratio": gettext_lazy("Is it clear to you which good and bad sides matter most to you?"),
    "encouragement": gettext_lazy("Do you have enough help and advice to choose?"),
}
"""The four questions of SURE, as `care.sure` has them."""
DOSE: Mapping[str, Any] = {
    "visits": gettext_lazy("Number of visits"),
    "minutes": gettext_lazy("Minutes a visit"),
    "per_week": gettext_lazy("Visits a week"),
    "weeks": gettext_lazy("Weeks in all"),
}


class PlanForm(forms.Form):
    """What the two agree on."""

    option = forms.ChoiceField(label=gettext_lazy("Which option did you choose?"), required=True)
    chosen_by = forms.ChoiceField(
        label=gettext_lazy("Who chose?"),
        widget=forms.RadioSelect,
        choices=[
            ("together", gettext_lazy("both together")),
            ("patient", gettext_lazy("the patient")),
            ("therapist", gettext_lazy("the therapist")),
        ],
        initial="together",
    )
    why = forms.CharField(
        label=gettext_lazy("Why this one?"),
        help_text=gettext_lazy("In a few words, without names."),
        required=False,
        max_length=LONGEST,
    )
    start = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to call"),
        help_text=gettext_lazy("The telephone number of the clinic, for the page to take home."),
        required=False,
        max_length=100,
    )
    override_by = forms.CharField(label=gettext_lazy("Which clinician goes on?"), required=False, max_length=100)
    override_reason = forms.CharField(label=gettext_lazy("Why go on all the same?"), required=False, max_length=LONGEST)

    def __init__(self, found: Options, speech: Language, data: Any, plan: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(plan), use_required_attribute=False)
        self.speech = speech
        known = [
            (option.treatment, option_words(speech, found.knowledge, option.treatment)) for option in found.options
        ]
        choices(self, "option", [("", gettext("choose one")), *known])
        self.fields["option"].error_messages["required"] = gettext("Choose the option that you agreed on.")
        self.fields["option"].error_messages["invalid_choice"] = gettext("This is none of the options shown to you.")
        for name, label in DOSE.items():
            whole = 1.0 if name == "visits" else None
            self.fields[name] = forms.FloatField(
                label=label, required=False, min_value=0, max_value=MOST[name], step_size=whole, localize=True
            )
        said = [("yes", gettext("Yes")), ("no", gettext("No"))]
        for question in QUESTIONS:
            self.fields[SURE + question.code] = forms.ChoiceField(
                label=ASKED[question.code], required=False, choices=said, widget=forms.RadioSelect
            )

    @property
    def dose_fields(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in DOSE]

    @property
    def sure_fields(self) -> Sequence[forms.BoundField]:
        return [self[SURE + question.code] for question in QUESTIONS]

    def values(self) -> dict[str, Any]:
        """What a valid form says, as it can be kept: open fields are not there."""
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in said.items()}

    def clean(self) -> dict[str, Any]:
        """A name and a reason belong together."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name, other in (("override_by", "override_reason"), ("override_reason", "override_by")):
            if said.get(other) and not said.get(name):
                self.add_error(name, gettext("Say which clinician goes on, and why; both are kept with the plan."))
        return said


def agreed(evidence: CareEvidence, found: Options, said: Mapping[str, Any]) -> CarePlan:
    """The plan of what was kept. Raises NotPermitted, OptionError or EvidenceError as `care.agreement` does."""
    terms = Terms(
        chosen_by=said.get("chosen_by", "together"),
        why=said.get("why", ""),
        start=datetime.date.fromisoformat(said["start"]) if said.get("start") else None,
        dose={name: float(said[name]) for name in DOSE if said.get(name)},
        contact=said.get("contact", ""),
        sure=Sure(answers={q.code: said[SURE + q.code] for q in QUESTIONS if said.get(SURE + q.code)}),
        override=_override(said),
    )
    return agree(found, said["option"], evidence.basis, plan_knowledge(evidence.topic), terms)


def _override(said: Mapping[str, Any]) -> Override | None:
    if not said.get("override_reason"):
        return None
    return Override(by=said["override_by"], reason=said["override_reason"])


def unagreed(form: PlanForm, evidence: CareEvidence, found: Options) -> bool:
    """Whether there can be no such plan; why stands at the field."""
    said = form.values()
    try:
        agreed(evidence, found, said)
    except NotPermitted:
        if found.screen.holds:
            form.add_error("override_by", referral_first())
        if found.of(said["option"]).waits:
            asked = "; ".join(form.speech.name_of(question.words) for question in found.of(said["option"]).verdict.ask)
            form.add_error("option", gettext("This option waits for an answer: %(questions)s") % {"questions": asked})
    except DorsalError as error:
        form.add_error(None, str(error))
    return not form.is_valid()


def referral_first() -> str:
    """What stands between the person and a plan where safety says so."""
    return gettext("A doctor comes first. A plan before that needs the name and the reason of a clinician.")


def open_gates(found: Options) -> Iterator[str]:
    """What must be said before a plan although safety is not settled."""
    if found.screen.holds:
        yield referral_first()
    if any(option.waits for option in found.options):
        yield gettext(
            "Options marked “ask first” wait for an answer on the safety page; or a clinician says why to go on."
        )
