"""Tables beside the main one: a file or pasted rows for each option of `dorsal fit` that takes a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from dorsal.clinic.review.given import BESIDE, Given, Refused

WORDS = {
    "bias": (
        gettext_lazy("Risk of bias of the studies"),
        gettext_lazy("Study, D1 to D5 (RoB 2) or D1 to D7, Overall: as robvis and the RoB 2 workbook have it"),
    ),
    "override": (
        gettext_lazy("Your own judgements of certainty"),
        gettext_lazy("treat1, treat2, domain, concern (no, some, major), reason; they count in place of the rules'"),
    ),
    "component_matrix": (
        gettext_lazy("What each treatment is made of"),
        gettext_lazy(
            "The treatment first, then a column for each component: 1, 0, or how much. Asks the additive model"
        ),
    ),
}
LONGEST = 200_000
"""Characters of pasted rows."""


def _file(option: str) -> str:
    return f"{option}_file"


def _rows(option: str) -> str:
    return f"{option}_rows"


def _drop(option: str) -> str:
    return f"{option}_drop"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """The controls of one table."""

    words: Any
    help: Any
    name: str
    """Of the table that is there; "" for none."""
    file: forms.BoundField
    rows: forms.BoundField
    drop: forms.BoundField


class BesideForm(forms.Form):
    """What is given takes the place of what is there; nothing given leaves it."""

    def __init__(self, request: HttpRequest | None, given: Given) -> None:
        super().__init__(request.POST if request else None, request.FILES if request else None)
        self._before = given
        self.given = given
        """With the tables of a valid form beside it."""
        for option in BESIDE:
            words, _ = WORDS[option]
            area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"})
            self.fields[_file(option)] = forms.FileField(label=words, required=False)
            self.fields[_rows(option)] = forms.CharField(
                label=gettext_lazy("Or its rows, pasted"), required=False, max_length=LONGEST, widget=area, strip=False
            )
            self.fields[_drop(option)] = forms.BooleanField(label=gettext_lazy("Leave it out again"), required=False)
        self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Take the tables; what is wrong with one is said at its field."""
        said: dict[str, Any] = super().clean() or {}
        found = self._before
        for option in BESIDE:
            file, rows = said.get(_file(option)), said.get(_rows(option)) or ""
            if file and rows.strip():
                self.add_error(_rows(option), gettext("Give a file or rows, not both."))
                continue
            try:
                if file:
                    found = found.with_table(option, Given(name=file.name, content=file.read()))
                elif rows.strip():
                    name = f"{option.replace('_', '-')}.csv"
                    found = found.with_table(option, Given(name=name, content=rows.encode()))
                elif said.get(_drop(option)):
                    found = found.without_table(option)
            except Refused as refused:
                self.add_error(_file(option), str(refused))
        self.given = found
        return said

    @property
    def slots(self) -> Iterator[Slot]:
        """In the order shown. What was given lies in the page's own table, so its controls are empty again."""
        empty = self if self.errors else BesideForm(None, self.given)
        for option in BESIDE:
            words, told = WORDS[option]
            there = self.given.beside.get(option)
            yield Slot(words=words, help=told, name=there.name if there else "", file=empty[_file(option)],
                       rows=empty[_rows(option)], drop=empty[_drop(option)])  # fmt: skip

    @property
    def open(self) -> bool:
        """Whether something was given or is wrong."""
        return bool(self.errors or self.given.beside)


SENT = tuple(make(option) for option in BESIDE for make in (_file, _rows, _drop))
"""Names of its controls: what they bring lies in the table that the page carries."""
