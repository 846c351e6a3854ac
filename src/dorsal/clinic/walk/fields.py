"""Fields that the forms of the walk share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

NOT_KNOWN = gettext_lazy("not known")
TEN = 10


class Whole(forms.IntegerField):
    """A whole number that may stay open."""

    def __init__(self, *, least: int, most: int, unit: Any = "", **named: Any) -> None:
        super().__init__(required=False, min_value=least, max_value=most, **named)
        self.unit = unit


class Scale(forms.TypedChoiceField):
    """0 to 10 as a row of buttons, the two ends in words; it may stay open."""

    widget = forms.RadioSelect

    def __init__(self, *, ends: tuple[Any, Any], **named: Any) -> None:
        numbers = [(str(n), str(n)) for n in range(TEN + 1)]
        super().__init__(required=False, choices=numbers, coerce=int, empty_value=None, **named)
        self.ends = ends


class PlainSelect(forms.Select):
    """The same list as Django's, which asks a template for each line of it: 88 of them on the page of the options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The markup, everything escaped."""
        widget = self.get_context(name, value, attrs)["widget"]
        listed = (option for _, group, _ in widget["optgroups"] for option in group)
        options = format_html_join(
            "", "<option value=\"{}\"{}>{}</option>",
            ((each["value"], SafeString(" selected") if each["selected"] else "", each["label"]) for each in listed),
        )  # fmt: skip
        return format_html("<select{}>{}</select>", flatatt({"name": name, **widget["attrs"]}), options)


def choices(form: forms.Form, name: str, found: Sequence[tuple[str, str]]) -> None:
    """Give a field of a form its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(found)


def empty_as_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that are not there."""
    return {name: value for name, value in values.items() if value is not None}
