"""Options of `dorsal fit` as what the fields of a page hold: the way back from `QuestionForm.options`."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from dorsal.clinic.review.question_form import QuestionForm, SomeGiven
from dorsal.clinic.review.reading_form import ReadingForm
from dorsal.faces.cli.belonging import flag

NAMES = ("treatments", "transitivity")
"""Lists whose entries may hold several names."""
SPELT: Mapping[str, Mapping[str, str]] = {
    "model": {"fixed": "common"},
    "zero_cells": {"treatment-arm": "treatment_arm", "if-any": "", "if_any": ""},
    "contribution_method": {f"{a}-{b}": f"{a} {b}" for a, b in (("shortest", "path"), ("random", "walk"))},
}
"""Other spellings of a choice."""


def question_settings(options: Mapping[str, Any]) -> dict[str, Any]:
    """What each question's field holds; a box that is not ticked in the options is empty."""
    fields = QuestionForm.base_fields
    return {name: _held(name, field, options) for name, field in fields.items()
            if name in options or isinstance(field, forms.BooleanField)}  # fmt: skip


def reading_settings(options: Mapping[str, Any]) -> tuple[QueryDict, Sequence[str]]:
    """What the form on how the table is read holds, and the parts of columns that were said."""
    held = QueryDict(mutable=True)
    for name in ReadingForm.base_fields:
        if options.get(name):
            held[name] = "on" if options[name] is True else str(options[name])
    return held, [str(pair) for pair in options.get("map", [])]


def not_asked(options: Mapping[str, Any]) -> list[str]:
    """Options that no field of the page takes, as they are typed."""
    known = {*QuestionForm.base_fields, *ReadingForm.base_fields, "map"}
    return [flag(name) for name in options if name not in known]


def _held(name: str, field: forms.Field, options: Mapping[str, Any]) -> Any:
    value = options.get(name)
    if isinstance(field, forms.BooleanField):
        return bool(value)
    if name == "outcome":
        return next(_names(value), "")
    if name in NAMES:
        return list(_names(value))
    if isinstance(field, (SomeGiven, forms.MultipleChoiceField)):
        return list(value or ())
    if isinstance(value, list):
        return ("\n" if isinstance(field.widget, forms.Textarea) else ", ").join(value)
    if isinstance(field, forms.ChoiceField) and isinstance(value, float):
        return f"{value:g}"
    if name == "measure":
        return str(value).upper()
    return SPELT.get(name, {}).get(str(value), value)


def _names(said: Any) -> Iterator[str]:
    for row in csv.reader(said or [], skipinitialspace=True):
        yield from (name.strip() for name in row if name.strip())
