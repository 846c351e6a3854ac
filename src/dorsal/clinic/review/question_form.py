"""The second step: what is asked of the trials. Each field is an option of `dorsal fit`, by the same name.

What is left as it stands is what the command line takes by itself; the engine checks what was said, and its words on an
option are said at the field of that name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from dorsal.clinic.review.wording import (
    DIRECTIONS,
    DOUBLE_ZERO,
    INTERVALS,
    LEVELS,
    LIKELIHOODS,
    LINKS,
    MEASURE_WORDS,
    MODELS,
    RARE,
    SELECTIONS,
    SHARES,
    SLOPES,
    SPLITS,
    SPREADS,
    TAU2,
    TAU2_BY,
    ZERO_CELLS,
)

Choices = Sequence[tuple[str, Any]]
MARK = "asked"
"""A field that says that the form was seen: an empty box in it means no."""


class AsGiven(forms.ChoiceField):
    """A list to choose from whose words are those of the table: the engine knows which there are."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, **named)

    def valid_value(self, value: Any) -> bool:
        """Any; the engine says what is none."""
        return len(str(value)) <= LONGEST


class SomeGiven(forms.MultipleChoiceField):
    """The same, several at once."""

    def __init__(self, **named: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **named)

    def valid_value(self, value: Any) -> bool:
        """Any; the engine says what is none."""
        return len(str(value)) <= LONGEST


LONGEST = 500


def _list(label: Any, found: Choices, **named: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(found), required=False, **named)


def _tick(label: Any, on: bool = False, **named: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=on, **named)


def _text(label: Any, **named: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=LONGEST, **named)


def _lines(label: Any, **named: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
    return forms.CharField(label=label, required=False, max_length=4 * LONGEST, widget=area, **named)


def _number(label: Any, **named: Any) -> forms.FloatField:
    return forms.FloatField(label=label, required=False, localize=True, **named)


class QuestionForm(forms.Form):
    """Pressing the button with nothing changed gives the answer."""

    outcome = AsGiven(label=gettext_lazy("Outcome"))
    better = _list(gettext_lazy("Which way is good?"), DIRECTIONS, initial="lower", widget=forms.RadioSelect)
    measure = _list(gettext_lazy("Measure of the effect"), MEASURE_WORDS)
    reference = AsGiven(label=gettext_lazy("Compare the others with"))

    model = _list(gettext_lazy("Model"), MODELS, initial="random")
    tau2 = _list(gettext_lazy("Variance between trials (tau²)"), TAU2, initial="REML")
    interval = _list(gettext_lazy("Intervals"), INTERVALS, initial="normal")
    level = _list(gettext_lazy("Level of the intervals"), LEVELS, initial="0.95")
    tau = _number(
        gettext_lazy("Standard deviation between trials, where it is known"),
        min_value=0,
        help_text=gettext_lazy("Empty: estimated"),
    )
    arm_correlation = _text(
        gettext_lazy("Correlation between arms in the same people"),
        help_text=gettext_lazy("For split-mouth and cross-over trials: a number, or the column that holds it"),
    )
    tau2_by = AsGiven(label=gettext_lazy("Does the variance between trials differ? A tau² for each group"))
    seed = forms.IntegerField(
        label=gettext_lazy("Seed of what is drawn at random"), required=False, min_value=0, max_value=2**31 - 1,
        help_text=gettext_lazy("Empty: 1"),
    )  # fmt: skip
    treatments = SomeGiven(label=gettext_lazy("Only these treatments (none ticked: all)"))

    node_splits = _tick(gettext_lazy("Does direct evidence agree with indirect (node-splitting)?"), on=True)
    split_method = _list(gettext_lazy("How it is split"), SPLITS, initial="back-calculation")
    design_by_treatment = _tick(gettext_lazy("Do designs disagree (design-by-treatment interaction, net heat)?"))
    loops = _tick(gettext_lazy("Do direct estimates around closed loops add up?"))
    unrelated_mean_effects = _tick(gettext_lazy("Every comparison on its own, beside consistency"))
    random_inconsistency = _tick(gettext_lazy("Designs that disagree at random: a Bayes factor of consistency"))
    transitivity = SomeGiven(label=gettext_lazy("Are the comparisons alike in these columns (transitivity)?"))

    contribution = _tick(gettext_lazy("What does each comparison and study contribute?"), on=True)
    contribution_method = _list(gettext_lazy("How contributions are found"), SHARES, initial="shortest path")
    importance = _tick(gettext_lazy("How much precision would be lost without each study?"))
    leave_one_out = _tick(gettext_lazy("What becomes of the result without each study?"), on=True)
    down_weight = _text(
        gettext_lazy("Studies that count less than whole"),
        help_text=gettext_lazy("A column of weights from 0 to 1, or risk of bias as high=0.5,unclear=0.8"),
    )
    beside = _lines(
        gettext_lazy("Another analysis side by side"),
        help_text=gettext_lazy("What differs: model=common, or outcome=response,measure=RR; one a line"),
    )

    mic = _number(
        gettext_lazy("Smallest difference that matters"), min_value=0,
        help_text=gettext_lazy("In the unit of the table; for a ratio its logarithm, as 0.18 for 1.2"),
    )  # fmt: skip
    confidence = _tick(gettext_lazy("CINeMA's six domains for every estimate (needs the difference above)"))
    summary_of_findings = _tick(gettext_lazy("GRADE's summary of findings, with absolute effects"))
    baseline_risk = _text(
        gettext_lazy("Risk without treatment"),
        help_text=gettext_lazy("As 0.12 or 12%; empty: the median of the reference's arms"),
    )
    classes = _tick(gettext_lazy("Classes from the best to the worst"))
    thresholds = _text(
        gettext_lazy("Where a small, a moderate and a large effect begin"),
        help_text=gettext_lazy("Three rising numbers, as 20,50,100; in 1,000 people for risks"),
    )

    small_study = _tick(gettext_lazy("Do small studies show other effects (funnel, tests of asymmetry, PET-PEESE)?"))
    favoured = _text(
        gettext_lazy("Treatments that small studies would favour"),
        help_text=gettext_lazy("The most first, parted by commas; empty: all over the reference"),
    )
    selection = forms.MultipleChoiceField(
        label=gettext_lazy("What if results had been held back?"), choices=list(SELECTIONS), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    covariate = SomeGiven(label=gettext_lazy("Meta-regression on these columns"))
    slopes = _list(gettext_lazy("Slopes"), SLOPES, initial="shared")
    at = _lines(
        gettext_lazy("Tell the effects at"), help_text=gettext_lazy("COLUMN=VALUE, one a line; empty: the means")
    )
    subgroup = SomeGiven(label=gettext_lazy("A network for each value of these columns"))
    subgroup_tau2 = _list(gettext_lazy("Variance in subgroups"), SPREADS, initial="separate")
    treatment_class = _lines(
        gettext_lazy("Classes of treatments"), help_text=gettext_lazy("CLASS=TREATMENT,TREATMENT, one class a line")
    )
    dose_shape = _lines(
        gettext_lazy("Shapes of dose-response curves"),
        help_text=gettext_lazy("linear, log-linear, spline, emax …, or AGENT=SHAPE, one a line; empty: linear"),
    )
    dose_at = _lines(gettext_lazy("Tell effects at doses"), help_text=gettext_lazy("AGENT=DOSE, one a line"))
    dose_beyond = _tick(gettext_lazy("Outside the doses studied too, marked as extrapolated"))
    dose_equal = _lines(
        gettext_lazy("Which doses of the others do the same as"), help_text=gettext_lazy("AGENT=DOSE, one a line")
    )
    by_baseline_risk = _tick(gettext_lazy("Do effects change with the reference's risk?"))

    posterior = _tick(gettext_lazy("The exact posterior of effects, tau and ranks"))
    prior_tau = _text(
        gettext_lazy("Prior of tau"),
        help_text=gettext_lazy("uniform(0,5), halfnormal(0.5), turner2012(), rhodes2015() …; empty: the usual one"),
    )
    prior_effect = _number(
        gettext_lazy("SD of a normal prior on effects"), min_value=0, help_text=gettext_lazy("Empty: flat")
    )
    likelihood = _list(gettext_lazy("Likelihood of the arms"), LIKELIHOODS)
    link = _list(gettext_lazy("Link"), LINKS)
    prior_baseline = _text(gettext_lazy("Prior of baselines"), help_text=gettext_lazy("flat, or normal(mean,sd)"))
    class_effects = _tick(gettext_lazy("Shrink treatments to their classes (needs classes of treatments)"))
    prior_omega = _text(gettext_lazy("Prior of the SD within a class"))

    rare_events = _list(gettext_lazy("Odds ratios from the counts themselves"), RARE)
    zero_cells = _list(gettext_lazy("If an arm has no event"), ZERO_CELLS)
    increment = _number(gettext_lazy("What is added to a cell"), min_value=0, help_text=gettext_lazy("Empty: 0.5"))
    double_zero = _list(gettext_lazy("Trials without any event, for ratios"), DOUBLE_ZERO)

    rank_condition = _lines(
        gettext_lazy("How probable is it that …"),
        help_text=gettext_lazy("As “A best by 10”, “A in first 3 and B above C”; one a line"),
    )
    order = _lines(
        gettext_lazy("Order treatments by several outcomes"),
        help_text=gettext_lazy("OUTCOME=lower or OUTCOME=higher, one a line"),
    )

    components = _tick(gettext_lazy("The parts of A+B add up (additive model)"))
    interaction = _tick(gettext_lazy("Do parts do more, or less, together?"))
    inactive = _text(
        gettext_lazy("Parts without an effect of their own"), help_text=gettext_lazy("Parted by commas, as placebo")
    )

    power = _tick(gettext_lazy("What would settle it: how many more people, which trial?"))
    per_arm = forms.IntegerField(
        label=gettext_lazy("People in each arm of a future trial"), required=False, min_value=1, max_value=1_000_000
    )

    def __init__(self, data: QueryDict | None, settings: Mapping[str, str] | None = None) -> None:
        """`data`: what was sent, if the form was in it; else `settings` beside what each field takes by itself."""
        seen = data is not None and MARK in data
        super().__init__(data if seen else None, initial=dict(settings or {}), use_required_attribute=False)

    def clean(self) -> dict[str, Any]:
        """What one field needs of another."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("confidence") and not said.get("mic") and "mic" not in self.errors:
            self.add_error("mic", gettext("CINeMA's domains need it: how large a difference matters?"))
        if said.get("class_effects") and not said.get("treatment_class"):
            self.add_error("treatment_class", gettext("Shrinking needs classes of treatments: name them here."))
        if said.get("tau2_by") == "class" and not said.get("treatment_class"):
            self.add_error("treatment_class", gettext("A tau² for each two classes needs them: name them here."))
        return said

    def options(self) -> dict[str, Any]:
        """What a valid form says, as options of `dorsal fit`: only what differs from what that takes by itself."""
        told = {name: value for name, value in _told(self.cleaned_data) if value not in (None, "", [], False)}
        return {name: value for name, value in told.items() if (name, value) != USUAL_WAY}

    def offer(self, found: Mapping[str, Any]) -> None:
        """Let the lists hold what the table has (see `understood`)."""
        first = found["outcomes"][0] if found["outcomes"] else {}
        names = [each["name"] for each in found["outcomes"]] + found["more_outcomes"]
        treatments = [(name, name) for name in found["treatments"]]
        columns = [(name, name) for name, role, *_ in found["header"] if role in FREE]
        self._give("outcome", [(name if len(names) > 1 else "", name) for name in names])
        self._give("reference", [("", _chosen(gettext("chosen by Dorsal"), first.get("reference"))), *treatments])
        guess = _chosen(gettext("as the table suggests"), first.get("measure"))
        self._give("measure", [("", guess), *MEASURE_WORDS[1:]])
        self._give("treatments", treatments)
        self._give("tau2_by", [*TAU2_BY, *columns])
        for name in ("covariate", "subgroup", "transitivity"):
            self._give(name, columns)

    def _give(self, name: str, found: Choices) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = list(found)

    @property
    def groups(self) -> list[Group]:
        """The fields in their groups, without those that this table has no use for."""
        found = []
        for title, names in GROUPS:
            fields = [self[name] for name in names if self._useful(name)]
            if fields:
                found.append(Group(title=title, fields=fields))
        return found

    def _useful(self, name: str) -> bool:
        """A list without anything to choose from, and an order of one outcome, are of no use."""
        field = self.fields[name]
        if name == "order":
            return len(cast(forms.ChoiceField, self.fields["outcome"]).choices) > 1  # type: ignore[arg-type]
        return not isinstance(field, SomeGiven) or bool(field.choices)

    def refuse(self, message: str) -> None:
        """Say what the engine refused, at the field that its words name by an option; else above the form."""
        named = [word.replace("-", "_") for word in OPTION.findall(message)]
        field = next((name for name in named if name in self.fields), None)
        self.add_error(field, in_words(self, message))


OPTION = re.compile(r"--([a-z][a-z0-9-]*)")
USUAL_WAY = ("better", "lower")
"""Where nobody chose another: `dorsal fit` takes what is usual of the measure, higher for time without an event."""
FREE = ("", "year", "population", "weeks", "country", "note", "title")
"""Parts of columns that may be covariates."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields under one heading."""

    title: Any
    fields: list[forms.BoundField]

    @property
    def ticked(self) -> int:
        """How many of its questions are asked."""
        return sum(field.value() is True or field.value() == "on" for field in self.fields)

    @property
    def open(self) -> bool:
        """Whether something is wrong or was said in it."""
        return any(each.errors or _said(each) for each in self.fields)


def _said(field: forms.BoundField) -> bool:
    value, usual = field.value(), field.field.initial
    return (bool(value) and str(value) != str(usual or "") and value is not True) or (value is True and not usual)


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (gettext_lazy("Model and intervals"),
     ("model", "tau2", "tau", "tau2_by", "interval", "level", "arm_correlation", "treatments", "seed")),
    (gettext_lazy("Do the trials agree?"),
     ("node_splits", "split_method", "design_by_treatment", "loops", "unrelated_mean_effects",
      "random_inconsistency", "transitivity")),
    (gettext_lazy("What drives the result?"),
     ("contribution", "contribution_method", "leave_one_out", "importance", "down_weight", "beside")),
    (gettext_lazy("How sure can one be?"),
     ("mic", "confidence", "summary_of_findings", "baseline_risk", "classes", "thresholds")),
    (gettext_lazy("May something be missing?"), ("small_study", "favoured", "selection")),
    (gettext_lazy("Does it depend on something?"),
     ("covariate", "slopes", "at", "subgroup", "subgroup_tau2", "treatment_class", "by_baseline_risk",
      "dose_shape", "dose_at", "dose_beyond", "dose_equal")),
    (gettext_lazy("Bayesian answers"),
     ("posterior", "prior_tau", "prior_effect", "likelihood", "link", "prior_baseline", "class_effects",
      "prior_omega")),
    (gettext_lazy("Rare events"), ("rare_events", "zero_cells", "increment", "double_zero")),
    (gettext_lazy("Ranks"), ("rank_condition", "order")),
    (gettext_lazy("Treatments with parts"), ("components", "interaction", "inactive")),
    (gettext_lazy("The next trial"), ("power", "per_arm")),
)  # fmt: skip


def _chosen(words: str, guess: str | None) -> str:
    return f"{words} ({guess})" if guess else words


def in_words(form: QuestionForm, message: str) -> str:
    """A message with the names of fields in place of options."""

    def named(found: re.Match[str]) -> str:
        field = form.fields.get(found[1].replace("-", "_"))
        return f"“{field.label}”" if field is not None else found[0]

    return OPTION.sub(named, message)


def _told(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in said.items():
        yield name, AS_OPTION.get(name, _as_it_is)(value)


def _as_it_is(value: Any) -> Any:
    return value


def _quoted(names: Sequence[str] | str) -> list[str]:
    """Names that hold a comma, as the command line reads them."""
    each = [names] if isinstance(names, str) else names
    return ['"' + name.replace('"', '""') + '"' if "," in name or '"' in name else name for name in each if name]


def _each_line(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


AS_OPTION: Mapping[str, Callable[[Any], Any]] = {
    "outcome": _quoted,
    "treatments": _quoted,
    "transitivity": _quoted,
    "tau2": lambda value: "" if value == "REML" else value,
    "level": lambda value: float(value) if value else None,
    "favoured": lambda value: [value] if value else [],
    "inactive": lambda value: [value] if value else [],
    "at": _each_line,
    "treatment_class": _each_line,
    "rank_condition": _each_line,
    "dose_shape": _each_line,
    "dose_at": _each_line,
    "dose_equal": _each_line,
    "order": _each_line,
    "beside": _each_line,
}
"""Options whose value is written in another way than the field's."""
