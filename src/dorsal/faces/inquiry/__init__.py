"""Further questions to a fit: each gives the key of its name to the JSON (schema dorsal/fit/2), and its words."""

from dorsal.faces.inquiry.asked import KEYS, RARE_EVENTS, SCHEMA, Bayes, Inquiry, OutcomeAsked, Subject, subject_of
from dorsal.faces.inquiry.dosing import Dosing
from dorsal.faces.inquiry.questions import answers, asked
from dorsal.faces.inquiry.settings import Beside, beside_of, besides_of

__all__ = [
    "KEYS",
    "RARE_EVENTS",
    "SCHEMA",
    "Bayes",
    "Beside",
    "Dosing",
    "Inquiry",
    "OutcomeAsked",
    "Subject",
    "answers",
    "asked",
    "beside_of",
    "besides_of",
    "subject_of",
]
