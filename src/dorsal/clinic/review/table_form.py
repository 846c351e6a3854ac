"""The first step: a file, rows that are pasted, or published data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from dorsal.clinic.review.example import EXAMPLES
from dorsal.clinic.review.given import Given, Refused

PASTED = "pasted.csv"


class TableForm(forms.Form):
    """One of the three; what is wrong is said at its field."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "CSV, TSV, Excel (.xlsx), Parquet, RevMan 5 (.rm5), ClinicalTrials.gov JSON; 8 MB at most"
        ),
        required=False,
    )
    saved = forms.FileField(
        label=gettext_lazy("An analysis saved before"),
        help_text=gettext_lazy(
            "everything.zip, or the zip of “dorsal fit --zip”: its table and its questions. With another table above, "
            "only its questions; for these fit.json will do"
        ),
        required=False,
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or rows, as copied from a spreadsheet"),
        help_text=gettext_lazy("The first line names the columns."),
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "autocomplete": "off"}),
        required=False,
        strip=False,
    )
    example = forms.ChoiceField(choices=[(name, name) for name in EXAMPLES], required=False)

    def clean(self) -> dict[str, Any]:
        """The one table that was given, as `given`."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        if said.get("saved"):
            said["saved"] = self._given("saved", said["saved"].name, said["saved"].read())
        pasted = said.get("pasted", "")
        if said.get("example"):
            said["given"] = EXAMPLES[said["example"]].table
        elif said.get("file") and pasted.strip():
            self.add_error("pasted", gettext("Give a file or rows, not both."))
        elif said.get("file"):
            said["given"] = self._given("file", said["file"].name, said["file"].read())
        elif pasted.strip():
            said["given"] = self._given("pasted", PASTED, pasted.encode())
        elif not said.get("saved") and not self.errors:
            self.add_error("file", gettext("Choose a file, or paste rows below."))
        return said

    def _given(self, field: str, name: str, content: bytes) -> Given | None:
        try:
            return Given(name=name, content=content)
        except Refused as refused:
            self.add_error(field, str(refused))
            return None
