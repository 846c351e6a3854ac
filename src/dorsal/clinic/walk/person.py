"""The person that the forms describe, and where a form shows what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext

from dorsal.clinic.walk.kept import Kept
from dorsal.errors import Fault, ProfileError
from dorsal.faces.care_evidence import CareEvidence
from dorsal.faces.person_file import profile_of
from dorsal.patient.profile import Profile

OF_THE_FORM = ("lasts",)
"""Kept beside the person, so that a form shows what was typed."""


def person(evidence: CareEvidence, walk: Kept) -> Profile:
    """Raises ProfileError with every fault."""
    said = {key: value for key, value in walk.person.items() if key not in OF_THE_FORM}
    return profile_of(said, gettext("what was said"), evidence.topic, evidence.rules)


def refused(form: forms.Form, evidence: CareEvidence, walk: Kept, field_of: Mapping[str, str]) -> bool:
    """Whether the person cannot be as the form says; each fault is put at its field, others above the form."""
    try:
        person(evidence, walk)
    except ProfileError as error:
        for fault in error.faults or [Fault("", "", "", str(error), gettext("correct it"))]:
            form.add_error(_field(form, fault, field_of), _said(fault))
        return True
    return False


def _field(form: forms.Form, fault: Fault, field_of: Mapping[str, str]) -> str | None:
    named = fault.where.removeprefix("answers.").removeprefix("weights.")
    for name in (field_of.get(fault.where, ""), named, f"q_{named}"):
        if name in form.fields:
            return name
    return None


def _said(fault: Fault) -> str:
    text = f"{fault.problem}; {fault.remedy}."
    return text[:1].upper() + text[1:]


def stale(sent: str, walk: Kept) -> str:
    """Why a form that was sent is not simply kept: it was opened before something else was, or after the end."""
    if sent == str(walk.mark):
        return ""
    if not walk.begun:
        return gettext(
            "The session has ended, and what was said on other pages is gone. What you typed here is still below: look "
            "at it, and send it again to go on from here."
        )
    return gettext(
        "Something was kept from another window or tab after this page was opened. What you typed is below, and is not "
        "kept yet: look at it, and send it again if it is right."
    )


def ticked(codes: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes that are offered, in their order."""
    return tuple(code for code in offered if code in codes)
