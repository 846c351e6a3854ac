"""Other analyses of the same table beside the main one: against its reference, and in one league table with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dorsal.errors import DorsalError, NetworkError, OptionError
from dorsal.faces.charts.analyses import Named, analyses_words, compared, draw_analyses
from dorsal.faces.charts.league_pair import draw_league_pair
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.outcomes import contrasts_of
from dorsal.faces.inquiry.settings import GIVEN, Beside, labels
from dorsal.faces.numbers import is_ratio, natural
from dorsal.faces.request import check_efficacy
from dorsal.faces.telling import Answer, Grid, Head, Missing, Picture, decimals, effects, scale_notes, whole
from dorsal.faces.words import listed
from dorsal.synthesis.analysis import analyse
from dorsal.synthesis.fit import NetworkFit
from dorsal.synthesis.league_pair import LeaguePair, league_pair
from dorsal.synthesis.ranks.ranking import p_scores
from dorsal.trials.effect_options import EFFICACIES

Json = dict[str, Any]


def _beside(subject: Subject) -> Answer:
    if not subject.inquiry.beside:
        raise OptionError("say what is set beside: --beside model=common, or --beside outcome=response,measure=RR")
    settings, fits, unanswered = [_main(subject)], [subject.fit], []
    for each in subject.inquiry.beside:
        try:
            settled, fit = _fitted(subject, each, settings)
        except DorsalError as error:
            unanswered.append(Missing(key="beside", part=str(each), why=str(error), error=error))
        else:
            settings.append(settled)
            fits.append(fit)
    if len(fits) == 1:
        raise unanswered[0].error or NetworkError(unanswered[0].why)
    names = labels(settings)
    named = [
        Named(name=name, fit=fit, better=each.better or subject.better)
        for name, fit, each in zip(names, fits, settings, strict=True)
    ]
    told = [_told(subject, each, one) for each, one in zip(settings, named, strict=True)]
    pairs = _pairs(subject, named)
    return Answer(
        key="beside",
        json=[
            {**each, "league": [] if pair is None else list(pair.rows())}
            for each, pair in zip(told, [None, *pairs], strict=True)
        ],
        title=f"Side by side: {listed(names)}",
        lead=(analyses_words(named, subject.reference),),
        grids=(_grid(subject, named), _analyses_grid(told)),
        sheets=(_sheet(told), _analyses_grid(told), pairs_grid(pair for pair in pairs if pair is not None)),
        notes=scale_notes(subject.measure),
        pictures=tuple(_pictures(subject, named, pairs)),
        unanswered=tuple(unanswered),
    )


def _main(subject: Subject) -> Beside:
    assert subject.document is not None
    return Beside(
        outcome=subject.document.sections[0].question.outcome,
        measure=subject.measure,
        model=subject.fit.options.model,
        tau2="" if subject.fit.options.model == "common" else subject.fit.options.tau2_from,
        better=subject.better,
    )


def _fitted(subject: Subject, each: Beside, before: Sequence[Beside]) -> tuple[Beside, NetworkFit]:
    """With the options of the main fit but for what was asked, on the island of the reference.

    `before`: the main analysis and others, from which it must differ. Raises OptionError, NetworkError.
    """
    asked = each.over(before[0])
    fit = _fit(subject, asked)
    asked = replace(asked, measure=fit.network.measure)
    check_efficacy(asked.measure, asked.better or "lower", f"--beside {each}")
    if replace(asked, better=None) in [replace(other, better=None) for other in before]:
        raise OptionError(
            f"--beside {each}: that analysis is there already; name a setting in which it differs, as --beside "
            f"model={'random' if asked.model == 'common' else 'common'}"
        )
    return asked, fit


def _fit(subject: Subject, asked: Beside) -> NetworkFit:
    main = subject.fit.options
    options = replace(
        main,
        model=asked.model,  # type: ignore[arg-type]
        tau2_method=main.tau2_method if asked.tau2 in ("", GIVEN) else asked.tau2,  # type: ignore[arg-type]
        tau=main.tau if asked.tau2 == GIVEN else None,
    )
    contrasts = subject.network.contrasts
    if (asked.outcome, asked.measure) != (_main(subject).outcome, subject.measure):
        contrasts = contrasts_of(subject, asked.outcome, asked.measure, "--beside")
    try:
        return analyse(contrasts, subject.reference, options, additive=False).main
    except NetworkError as error:
        raise NetworkError(f"--beside {asked.outcome}: {error}") from None


def _told(subject: Subject, asked: Beside, named: Named) -> Json:
    fit = named.fit
    return {
        "analysis": named.name,
        "outcome": asked.outcome,
        "measure": asked.measure,
        "model": fit.options.model,
        "tau2_method": fit.options.tau2_from,
        "better": asked.better,
        "studies": len(fit.network.studies),
        "tau2": fit.tau2,
        "effects": [_effect(fit, t, subject.reference) for t in fit.treatments if t != subject.reference],
    }


def _effect(fit: NetworkFit, treatment: str, reference: str) -> Json:
    found = fit.between(treatment, reference)
    ratio = is_ratio(found.measure)
    return {
        "treatment": treatment,
        "reference": reference,
        "estimate": found.mean,
        "se": found.se,
        "ci": list(found.ci),
        "pi": None if found.pi is None else list(found.pi),
        "estimate_ratio": natural(found.mean, found.measure) if ratio else None,
        "ci_ratio": [natural(end, found.measure) for end in found.ci] if ratio else None,
    }


def _pairs(subject: Subject, named: Sequence[Named]) -> list[LeaguePair | None]:
    """The main analysis below the diagonal and each other one above it, in the order of the main one's P-scores."""
    order = tuple(p_scores(subject.fit, better=subject.better))
    found: list[LeaguePair | None] = []
    for each in named[1:]:
        more = tuple(t for t in each.fit.treatments if t not in order)
        both = len(set(order) & set(each.fit.treatments)) > 1
        names = (named[0].name, each.name)
        found.append(league_pair(subject.fit, each.fit, names, (*order, *more)) if both else None)
    return found


def _pictures(subject: Subject, named: Sequence[Named], pairs: Sequence[LeaguePair | None]) -> list[Picture]:
    alike = [each for each in named if each.fit.network.measure == subject.measure]
    found = []
    if len(alike) > 1:
        found.append(Picture(name="analyses", draw=_forest(subject, alike)))
    for i, (each, pair) in enumerate(zip(named[1:], pairs, strict=True), 1):
        if pair is not None:
            found.append(Picture(name=f"league-pair-{i}", draw=_league(pair, (subject.better, each.better))))
    return found


def _forest(subject: Subject, alike: Sequence[Named]) -> Callable[[str, bool], Any]:
    return lambda key, narrow: draw_analyses(alike, subject.reference, key, narrow=narrow)


def _league(pair: LeaguePair, better: tuple[str, str]) -> Callable[[str, bool], Any]:
    return lambda key, narrow: draw_league_pair(pair, key, better=better, narrow=narrow)


def _grid(subject: Subject, named: Sequence[Named]) -> Grid:
    """A row for each treatment in each analysis, on the scale of its measure."""
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        Head("analysis", "analysis", width=22),
        Head("effect", "effect", width=9),
        Head("low", "low", width=9),
        Head("high", "high", width=9),
    )
    rows = []
    for treatment in compared(named, subject.reference):
        for i, each in enumerate(named):
            if {treatment, subject.reference} <= set(each.fit.treatments):
                found, say = each.fit.between(treatment, subject.reference), effects(each.fit.network.measure)
                low, high = found.ci[::-1] if found.measure in EFFICACIES else found.ci
                numbers = {"effect": say(found.mean), "low": say(low), "high": say(high)}
                rows.append({"treatment": "" if i else treatment, "analysis": each.name, **numbers})
    return Grid.of("beside", "Every treatment in each analysis", heads, rows)


def _analyses_grid(told: Sequence[Json]) -> Grid:
    heads = (
        Head("analysis", "Analysis"),
        Head("outcome", "outcome", width=14),
        Head("measure", "measure", width=8),
        Head("studies", "studies", whole, width=8),
        Head("tau2", "tau²", decimals(4)),
    )
    return Grid.of("analyses", "The analyses", heads, told)


def _sheet(told: Sequence[Json]) -> Grid:
    heads = [Head(key, key) for key in ("analysis", "outcome", "measure", "treatment", "reference")]
    numbers = [Head(key, key, decimals(6)) for key in ("estimate", "se", "ci_low", "ci_high")]
    rows = [
        {**each, **effect, "ci_low": effect["ci"][0], "ci_high": effect["ci"][1]}
        for each in told
        for effect in each["effects"]
    ]
    return Grid.of("beside", "Every treatment in each analysis", [*heads, *numbers], rows)


def pairs_grid(pairs: Iterable[LeaguePair]) -> Grid:
    """Every cell of league tables with two analyses, ratios as ratios."""
    heads = [Head(key, key) for key in ("side", "analysis", "measure", "treatment", "versus")]
    numbers = [Head(key, key, decimals(6)) for key in ("estimate", "ci_low", "ci_high")]
    rows = [row for pair in pairs for row in pair.rows()]
    return Grid.of("league_pair", "Two analyses in one league table", [*heads, *numbers], rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"beside": _beside}
