"""Whom the numbers of a page are about: the people like this person, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from dorsal.care.options import Options
from dorsal.faces.language import Language
from dorsal.patient.profile import Duration, Profile, ends

LASTING: Mapping[Duration, Any] = {
    "acute": gettext_lazy("pain for less than 6 weeks"),
    "subacute": gettext_lazy("pain for 6 to 12 weeks"),
    "chronic": gettext_lazy("pain for more than 12 weeks"),
    "unknown": gettext_lazy("pain for a time that is not known"),
}


def like_you(found: Options, speech: Language, weeks: str) -> str:
    """One sentence: the reference class of every chance on the page, and the time ahead."""
    said = gettext(
        "The numbers are of people like you: %(who)s. They look about %(weeks)s weeks ahead, for every option."
    )
    return said % {"who": "; ".join(_who(found.profile, speech)), "weeks": weeks}


def _who(profile: Profile, speech: Language) -> Iterator[str]:
    yield str(LASTING[profile.duration])
    if profile.pain is None:
        yield gettext("the average pain of the people in the trials, as yours is not known")
    else:
        yield gettext("pain of %(n)s on a scale from 0 to 10") % {"n": _score(profile.pain, speech)}
    if profile.disability is not None:
        score = _score(profile.disability, speech)
        top = speech.number(ends(profile.disability_scale)[1])
        yield gettext("%(n)s of %(top)s on the questionnaire on daily life") % {"n": score, "top": top}


def _score(value: float, speech: Language) -> str:
    return speech.number(value, 0 if value == round(value) else 1)
