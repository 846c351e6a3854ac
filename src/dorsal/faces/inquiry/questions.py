"""The questions by their keys. Each lives in the file of its noun, which is loaded when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module

from dorsal.errors import DorsalError, OptionError
from dorsal.faces.document import Document
from dorsal.faces.inquiry.asked import KEYS, MODULES, Inquiry, Subject, Tell, silent, subject_of
from dorsal.faces.inquiry.unfinished import GoOn, told
from dorsal.faces.override_file import with_overrides
from dorsal.faces.telling import Answer, Missing

STOPPED, NOT_BEGUN = "stopped in the middle", "not begun"


def question(key: str) -> Callable[[Subject], Answer]:
    """The function that answers a question of KEYS."""
    module = import_module(f"dorsal.faces.inquiry.{MODULES[key]}")
    questions: Mapping[str, Callable[[Subject], Answer]] = module.QUESTIONS
    return questions[key]


def answers(subject: Subject) -> tuple[tuple[Answer, ...], tuple[Missing, ...]]:
    """What is found to each question asked, in the order of KEYS, and what is left.

    A question that raises leaves the others as they are; Ctrl-C keeps what is finished, and asks no further.
    """
    found: list[Answer] = []
    missing: list[Missing] = []
    keys = [key for key in KEYS if key in subject.inquiry.asked]
    for i, key in enumerate(keys):
        place = f"{key.replace('_', ' ')} ({i + 1} of {len(keys)})" if len(keys) > 1 else key.replace("_", " ")
        try:
            found.append(question(key)(_telling(subject, place)))
        except KeyboardInterrupt:
            return tuple(found), (
                *missing,
                *(Missing(key=left, why=STOPPED if left == key else NOT_BEGUN) for left in keys[i:]),
            )
        except DorsalError as error:
            missing.append(Missing(key=key, why=str(error), error=error))
            continue
        missing += found[-1].unanswered
        if found[-1].stopped:
            rest = (Missing(key=left, why=NOT_BEGUN) for left in keys[i + 1 :])
            return tuple(found), (*missing, Missing(key=key, why=found[-1].stopped), *rest)
    return tuple(found), tuple(missing)


def _telling(subject: Subject, place: str) -> Subject:
    """The subject whose words of progress begin with the question."""

    def tell(said: str, share: float | None = None, /) -> None:
        subject.tell(f"{place}: {said}", share)

    subject.tell(place)
    return replace(subject, tell=tell)


WHOLE = ("rare_events", "risk_regression")
"""Questions answered from the studies' own numbers, to which down-weighting has not come."""


def _weights_count(subject: Subject) -> None:
    """Raises OptionError for a question whose answer would take down-weighted studies whole."""
    inquiry = subject.inquiry
    if not subject.down_weighted:
        return
    exact = ("posterior", "class_effects") if inquiry.bayes.exact else ()
    for key in (key for key in (*WHOLE, *exact) if key in inquiry.asked):
        raise OptionError(
            f"{key.replace('_', ' ')} reads the studies' own numbers and would take every study whole; leave it or "
            "--down-weight out" + (", or take the posterior without --likelihood" if key in exact else "")
        )


def asked(document: Document, inquiry: Inquiry, tell: Tell = silent, go_on: GoOn | None = None) -> Document:
    """The document with what was found to the inquiry's questions; `tell` hears how far long work is.

    Where a question has no answer, the first one says so, with the command of `go_on` for those that were stopped;
    where none has, its error is raised.
    """
    judged = with_overrides(document, inquiry.overrides)
    if not inquiry.asked:
        return judged
    subject = subject_of(judged, inquiry, tell)
    _weights_count(subject)
    found, missing = answers(subject)
    judged = _graded(judged, subject, found)
    if not missing:
        return replace(judged, answers=found)
    if not found and missing[0].error is not None:
        raise missing[0].error
    return replace(judged, answers=(told(missing, go_on), *found), missing=missing)


def _graded(document: Document, subject: Subject, found: tuple[Answer, ...]) -> Document:
    """The document with the certainty that the answers found, where one of them is about certainty."""
    if not {"confidence", "summary_of_findings", "classes"} & subject.inquiry.asked:
        return document
    from dorsal.faces.inquiry.sureness import graded

    first, *others = document.sections
    return replace(document, sections=(replace(first, graded=graded(subject, found)), *others))
