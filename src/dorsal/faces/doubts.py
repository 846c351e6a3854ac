"""The reasons for doubt that a certainty names, in the reader's language.

`synthesis.grading.certainty` says them in English, finished, with their numbers in them; here each is recognised
by its form.
"""

from __future__ import annotations

from dorsal.faces.forms import in_words
from dorsal.faces.language import Language, marked

FORMS = (
    marked("{share} of it comes from trials at high risk of bias"),
    marked("risk of bias is not known to be low for most of it (not assessed or unclear: {share})"),
    marked("the interval includes no difference"),
    marked("the interval reaches from a difference that matters one way to one that matters the other way"),
    marked("the interval holds both differences that matter and differences that do not"),
    marked("no comparison was made twice, so the interval cannot hold how trials differ"),
    marked("trials differ so much that a new one could point elsewhere (prediction interval)"),
    marked("it assumes that effects of parts add up, and in these trials they do not (Q of additivity)"),
    marked("no chain of trials joins the two as given: it assumes that effects of parts add up"),
    marked("no trial with usable numbers compared the two head to head"),
    marked("it rests on numbers derived under assumptions"),
    marked("only {people} people compared head to head"),
)
"""Every reason, with places for its numbers."""


def doubt_words(reason: str, language: Language) -> str:
    """A reason in a language; one of a form that is not known here as it stands."""
    return in_words(reason, FORMS, language)
