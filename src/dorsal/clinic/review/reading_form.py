"""How the table is read, where it was not understood: the part of each column, layout, sheet, sign of the decimals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

PARTS: Mapping[str, Any] = {
    "study": gettext_lazy("study"),
    "treatment": gettext_lazy("treatment"),
    "comparator": gettext_lazy("compared with"),
    "n": gettext_lazy("people"),
    "events": gettext_lazy("people with the event"),
    "person_time": gettext_lazy("person-time"),
    "mean": gettext_lazy("mean"),
    "sd": gettext_lazy("standard deviation"),
    "se": gettext_lazy("standard error"),
    "median": gettext_lazy("median"),
    "first_quartile": gettext_lazy("first quartile"),
    "third_quartile": gettext_lazy("third quartile"),
    "effect": gettext_lazy("effect"),
    "lower": gettext_lazy("lower end of the interval"),
    "upper": gettext_lazy("upper end of the interval"),
    "variance": gettext_lazy("variance of the effect"),
    "p": gettext_lazy("P value"),
    "outcome": gettext_lazy("outcome"),
    "weeks": gettext_lazy("weeks of follow-up"),
    "year": gettext_lazy("year"),
    "bias": gettext_lazy("risk of bias"),
    "indirectness": gettext_lazy("indirectness"),
}
"""What a column may be, in words."""
NUMBERED = ("treatment", "n", "events", "person_time", "mean", "sd", "se")
MOST_NUMBERED = 4
LAYOUT_WORDS: Mapping[str, Any] = {
    "arms": gettext_lazy("one row per arm"),
    "wide": gettext_lazy("one row per study, its arms side by side"),
    "contrasts": gettext_lazy("one row per contrast of two treatments"),
    "relative": gettext_lazy("one row per arm, with its effect against the study's base arm"),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table with the part that it plays."""

    name: str
    begins: str = ""
    """Its first cells."""
    known: str
    """What its name was taken for, "" for nothing."""
    role: str
    """What the reader says, the same unless it was changed."""


class ReadingForm(forms.Form):
    """Empty fields stand for what the table itself shows."""

    sheet = forms.CharField(label=gettext_lazy("Sheet of the workbook"), required=False, max_length=200)
    layout = forms.ChoiceField(
        label=gettext_lazy("One row of the table is"),
        choices=[("", gettext_lazy("as the columns show")), *LAYOUT_WORDS.items()],
        required=False,
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Sign of the decimals"),
        choices=[("", gettext_lazy("as the table shows")), (".", "1.5"), (",", "1,5")],
        required=False,
    )
    categories = forms.CharField(
        label=gettext_lazy("Columns of people in ordered categories"),
        help_text=gettext_lazy("The lowest first, parted by commas, as in none,some,much"),
        required=False,
        max_length=500,
    )
    dose = forms.CharField(
        label=gettext_lazy("Column of doses"),
        help_text=gettext_lazy(
            "Each dose becomes a treatment, and dose-response curves are drawn; dose for the columns dose1 and dose2"
        ),
        required=False,
        max_length=200,
    )

    skip_faulty = forms.BooleanField(
        label=gettext_lazy("Leave rows with a fault out"),
        help_text=gettext_lazy("Each stands in the report with its reason; a study with one arm left goes too"),
        required=False,
    )

    def __init__(self, data: QueryDict, pairs: Sequence[str] = ()) -> None:
        """`pairs`: ROLE=COLUMN of an analysis that goes on, until the columns are known."""
        super().__init__(data, use_required_attribute=False)
        self._pairs = list(pairs)
        said = zip(data.getlist("header"), data.getlist("known"), data.getlist("role"), strict=False)
        self.columns = [Column(name=name, known=known, role=role) for name, known, role in said]

    def found(self, header: Sequence[Sequence[str]], sheets: Sequence[str]) -> None:
        """What the table turned out to have."""
        self.columns = [
            Column(name=name, begins=begins, known=plain, role=role) for name, role, begins, plain in header
        ]
        if len(sheets) > 1:
            choices = [("", gettext("the first with a table")), *((name, name) for name in sheets)]
            self.fields["sheet"].widget = forms.Select(choices=choices)
        else:
            del self.fields["sheet"]

    def parts(self) -> list[tuple[str, str]]:
        """Everything that a column may be, for a list to choose from."""
        found = {"": gettext("not used"), **{role: str(words) for role, words in PARTS.items()}}
        for number in range(1, MOST_NUMBERED + 1):
            found |= {f"{role}{number}": f"{PARTS[role]} {number}" for role in NUMBERED}
        found |= {column.role: column.role for column in self.columns if column.role not in found}
        return list(found.items())

    def options(self) -> dict[str, Any]:
        """As options of `dorsal fit`; raises nothing, for a form that is not valid says nothing."""
        said = self.cleaned_data if self.is_valid() else {}
        told = {name: value for name, value in said.items() if value}
        changed = list(self._changed()) or self._pairs
        return told | ({"map": changed} if changed else {})

    def _changed(self) -> Iterator[str]:
        taken = {column.role for column in self.columns}
        for column in self.columns:
            if column.role and column.role != column.known:
                yield f"{column.role}={column.name}"
            elif column.known and not column.role and column.known not in taken:
                yield f"{column.known}="
