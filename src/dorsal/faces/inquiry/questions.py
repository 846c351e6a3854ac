"""The questions by their keys. Each lives in the file of its noun, which is loaded when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

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
    found = []
    for key in (key for key in KEYS if key in subject.inquiry.asked):
        subject.tell(f"Answering: {key.replace('_', ' ')}")
        found.append(question(key)(subject))
    return tuple(found)


def asked(document: Document, inquiry: Inquiry, tell: Tell = lambda _: None) -> Document:
    """The document with what was found to the inquiry's questions; `tell` hears how far long work is."""
    judged = with_overrides(document, inquiry.overrides)
    if not inquiry.asked:
        return judged
    return replace(judged, answers=answers(subject_of(judged, inquiry, tell)))
