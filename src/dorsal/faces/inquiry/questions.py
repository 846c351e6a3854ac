"""The questions by their keys. Each lives in the file of its noun, which is loaded when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

from dorsal.errors import OptionError
from dorsal.faces.document import Document
from dorsal.faces.inquiry.asked import KEYS, MODULES, Inquiry, Subject, Tell, subject_of
from dorsal.faces.override_file import with_overrides
from dorsal.faces.telling import Answer


def question(key: str) -> Callable[[Subject], Answer]:
    """The function that answers a question of KEYS."""
    module = import_module(f"dorsal.faces.inquiry.{MODULES[key]}")
    questions: Mapping[str, Callable[[Subject], Answer]] = module.QUESTIONS
    return questions[key]


def answers(subject: Subject) -> tuple[Answer, ...]:
    """What is found to each question asked, in the order of KEYS. Raises as the questions do."""
    _weights_count(subject)
    found = []
    for key in (key for key in KEYS if key in subject.inquiry.asked):
        subject.tell(f"Answering: {key.replace('_', ' ')}")
        found.append(question(key)(subject))
    return tuple(found)


WHOLE = ("rare_events", "risk_regression", "order")
"""Questions answered from the studies' own numbers, to which down-weighting has not come."""


def _weights_count(subject: Subject) -> None:
    """Raises OptionError for a question whose answer would take down-weighted studies whole."""
    inquiry = subject.inquiry
    if not subject.down_weighted:
        return
    exact = [key for key in ("posterior", "class_effects") if inquiry.bayes.exact]
    for key in (key for key in (*WHOLE, *exact) if key in inquiry.asked):
        raise OptionError(
            f"{key.replace('_', ' ')} reads the studies' own numbers and would take every study whole; leave it or "
            "--down-weight out" + (", or take the posterior without --likelihood" if key in exact else "")
        )


def asked(document: Document, inquiry: Inquiry, tell: Tell = lambda _: None) -> Document:
    """The document with what was found to the inquiry's questions; `tell` hears how far long work is."""
    judged = with_overrides(document, inquiry.overrides)
    if not inquiry.asked:
        return judged
    return replace(judged, answers=answers(subject_of(judged, inquiry, tell)))
