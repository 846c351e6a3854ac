"""Treatments shrunk to the mean of their class, by the exact posterior."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dorsal.errors import OptionError
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.bayes import moments
from dorsal.faces.inquiry.posteriors import priors_asked
from dorsal.faces.telling import Answer, Grid, Head, chances, effects, scale_notes
from dorsal.synthesis.bayes.prior_text import prior_of
from dorsal.synthesis.bayes.shrinkage import ShrunkPosterior, class_posterior

Json = dict[str, Any]


def _class_effects(subject: Subject) -> Answer:
    inquiry = subject.inquiry
    if not inquiry.classes:
        raise OptionError("class effects need classes; give them as --treatment-class CLASS=A,B")
    tau, means = priors_asked(subject, exact=False)
    omega = prior_of(inquiry.prior_omega, "omega") if inquiry.prior_omega else tau
    subject.tell("Integrating over tau and omega")
    found = class_posterior(subject.fit.network, inquiry.classes, tau, omega, reference=subject.reference, means=means)
    names = sorted({name for name in inquiry.classes.values() if name in found.hierarchy.names})
    told: Json = {
        "prior_tau": tau.name,
        "prior_omega": omega.name,
        "tau": moments(found.tau),
        "omega": moments(found.omega),
        "classes": [{"class": name, **moments(found.mean_effect(name))} for name in names],
        "effects": [_effect(subject, found, treatment) for treatment in subject.others],
        "sucra": found.sucra(better=subject.better),
        "error": found.error,
    }
    return Answer(
        key="class_effects",
        json=told,
        title="Class effects: treatments shrunk to their class",
        lead=(f"Prior of tau {tau.name}, of omega, the SD of effects within a class, {omega.name}; no sampling.",),
        grids=(_classes(subject, told), _effects_grid(subject, told)),
        notes=scale_notes(subject.measure),
    )


def _effect(subject: Subject, found: ShrunkPosterior, treatment: str) -> Json:
    marginal, mic = found.between(treatment, subject.reference), subject.inquiry.mic
    better = marginal.chance_below(-mic) if subject.better == "lower" else marginal.chance_above(mic)
    named = subject.inquiry.classes.get(treatment)
    shown = {"treatment": treatment, "reference": subject.reference, "class": named}
    return {**shown, **moments(marginal), "p_better_by_mic": better}


def _ends(row: Json) -> Json:
    return {"mean": row["mean"], "low": row["quantiles"]["0.025"], "high": row["quantiles"]["0.975"]}


def _classes(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("class", "Class"), Head("mean", "mean", of), Head("low", "2.5 %", of), Head("high", "97.5 %", of),
    )  # fmt: skip
    rows = [{"class": row["class"], **_ends(row)} for row in told["classes"]]
    return Grid.of("class_means", f"Mean effect of each class against {subject.reference}", heads, rows)


def _effects_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("class", "class", width=14),
        Head("mean", "mean", of),
        Head("low", "2.5 %", of),
        Head("high", "97.5 %", of),
        Head("p_better_by_mic", "better", chances),
    )
    rows = [{**{k: row[k] for k in ("treatment", "class", "p_better_by_mic")}, **_ends(row)} for row in told["effects"]]
    return Grid.of("class_effects", "Each treatment, shrunk to its class", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"class_effects": _class_effects}
