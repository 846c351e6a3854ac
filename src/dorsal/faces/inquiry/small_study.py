"""Do small studies show larger effects, and what would become of them if results had been held back?"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scipy.special import ndtr

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.funnel import TESTS as TEST_WORDS
from dorsal.faces.charts.funnel import draw_funnel, funnel_words
from dorsal.faces.charts.radial import draw_radial
from dorsal.faces.charts.selection import draw_selection, selection_words
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.numbers import count, is_ratio
from dorsal.faces.telling import (
    Answer,
    Cell,
    Grid,
    Head,
    Picture,
    decimals,
    effects,
    p_values,
    scale_notes,
    significant,
    whole,
)
from dorsal.synthesis.estimate import interval
from dorsal.synthesis.q import Q
from dorsal.synthesis.reporting.selection import MOST_RHO, Selected, Selection, copas
from dorsal.synthesis.reporting.signal import places
from dorsal.synthesis.reporting.small_study import (
    PET_BELOW,
    TESTS,
    Asymmetry,
    FunnelPoint,
    PetPeese,
    asymmetry,
    funnel,
    pet_peese,
)
from dorsal.synthesis.reporting.step_selection import step_selection

Json = dict[str, Any]
MODELS: Mapping[str, Callable[..., Selection]] = {"copas": copas, "steps": step_selection}
SMALL = (
    "Asymmetry has other reasons than unpublished results: small studies may differ in patients, care or design. "
    "Points of one study with several arms are not independent, as the tests take them to be."
)
SELECTED = (
    "How strongly results are held back cannot be seen in data: it is assumed, and this shows what would follow. "
    "Effects are of maximum likelihood, so that the first row may differ a little from the main result."
)


FEW = 10
"""Studies below which tests of asymmetry have hardly any power, so that their answers come with a warning."""
AT_BOUND = f"rho stands at its bound, {MOST_RHO:g}: the likelihood would have it still further."


def _small_study(subject: Subject) -> Answer:
    order = funnel_order(subject)
    points = funnel(subject.fit, order)
    tests, untested = _tested(points)
    corrected, why_not = _corrected(subject)
    told = {
        "order": list(order),
        "points": [_point(point) for point in points],
        "tests": [_test(test) for test in tests],
        "not_tested": untested,
        "pet_peese": None if corrected is None else [_pet(subject, corrected, t) for t in subject.others],
        "pet_peese_why_not": why_not or None,
    }
    return Answer(
        key="small_study",
        json=told,
        title="Do small studies show other effects?",
        lead=(*_few_words(points, told), funnel_words(points, ()), _order_words(subject)),
        grids=tuple(_grids(subject, told)),
        sheets=(*_grids(subject, told), _points_grid(subject, told)),
        notes=(*scale_notes(subject.measure), SMALL, *(f"No {x['test']} test: {x['reason']}." for x in untested),
               *([f"No PET-PEESE: {why_not}."] if why_not else [])),
        pictures=(
            Picture(
                name="funnel",
                draw=lambda key, narrow: draw_funnel(points, key, measure=subject.measure, tests=tests, narrow=narrow),
            ),
            Picture(
                name="radial",
                draw=lambda key, narrow: draw_radial(
                    points, key, measure=subject.measure, test=_egger(tests), narrow=narrow
                ),
            ),
        ),
    )  # fmt: skip


def _few_words(points: Sequence[FunnelPoint], told: Json) -> tuple[str, ...]:
    studies = len({point.study for point in points})
    if studies >= FEW or not (told["tests"] or told["pet_peese"]):
        return ()
    return (
        f"Only {count(studies, 'study', 'studies')}: with fewer than {FEW} neither these tests nor PET-PEESE can tell "
        "chance from asymmetry. Do not take a large P for reassurance, nor a corrected effect for a better one.",
    )


def _egger(tests: Sequence[Asymmetry]) -> Asymmetry | None:
    return next((test for test in tests if test.test == "egger"), None)


def funnel_order(subject: Subject) -> tuple[str, ...]:
    """All treatments: the favoured ones first, then the others by name, the reference last unless it is favoured."""
    place = places(subject.fit.treatments, subject.inquiry.favoured, subject.reference)
    return tuple(sorted(subject.fit.treatments, key=lambda t: (place[t], t)))


def _order_words(subject: Subject) -> str:
    if subject.inquiry.favoured:
        return f"Small studies are taken to favour {', '.join(subject.inquiry.favoured)}, in this order, over the rest."
    return (
        f"Which of two treatments small studies would favour was not said (--favoured): everything over "
        f"{subject.reference}, else the order is that of names, which says little."
    )


def _tested(points: Sequence[FunnelPoint]) -> tuple[list[Asymmetry], list[Json]]:
    tests, untested = [], []
    for name in TESTS:
        try:
            tests.append(asymmetry(points, name))
        except NetworkError as error:
            untested.append({"test": name, "reason": str(error)})
    return tests, untested


def _corrected(subject: Subject) -> tuple[PetPeese | None, str]:
    try:
        return pet_peese(subject.fit, subject.reference), ""
    except (NetworkError, OptionError) as error:
        return None, str(error)


def _point(point: FunnelPoint) -> Json:
    return {
        "study": point.study,
        "treat1": point.first,
        "treat2": point.second,
        "effect": point.effect,
        "adjusted": point.adjusted,
        "se": point.se,
        "people": point.people,
    }


def _test(test: Asymmetry) -> Json:
    return {
        "test": test.test,
        "bias": test.bias,
        "se": test.se,
        "statistic": test.statistic,
        "df": test.df,
        "p": test.p,
        "points": test.points,
    }


def _pet(subject: Subject, found: PetPeese, treatment: str) -> Json:
    pair = treatment, subject.reference
    pet, se_pet, _ = found.pet.between(*pair, at={"se": 0.0})
    peese, se_peese, _ = found.peese.between(*pair, at={"variance": 0.0})
    p = 2.0 * float(ndtr(-abs(pet) / se_pet)) if se_pet > 0 else 1.0
    mean, se = found.between(*pair)
    ci = interval(mean, se, subject.fit.options.level, math.inf)
    told: Json = {
        "treatment": treatment,
        "reference": subject.reference,
        "network": subject.fit.between(*pair).mean,
        "pet": pet,
        "se_pet": se_pet,
        "p_pet": p,
        "peese": peese,
        "se_peese": se_peese,
        "chosen": "PEESE" if p < PET_BELOW else "PET",
        "estimate": mean,
        "se": se,
        "ci": list(ci),
    }
    if is_ratio(subject.measure):
        told |= {"estimate_ratio": math.exp(mean), "ci_ratio": [math.exp(end) for end in ci]}
    return told


def _grids(subject: Subject, told: Json) -> list[Grid]:
    heads: tuple[Head, ...] = (
        Head("name", "Test of asymmetry"),
        Head("bias", "bias", significant(3)),
        Head("se", "se", significant(3)),
        Head("statistic", "statistic", decimals(2)),
        Head("df", "df", whole),
        Head("p", "P", p_values),
    )
    rows: list[dict[str, Cell]] = [{**test, "name": TEST_WORDS[test["test"]]} for test in told["tests"]]
    found = [Grid.of("asymmetry", "Each test computed as its authors say", heads, rows)] if rows else []
    if told["pet_peese"]:
        of = effects(subject.measure)
        heads = (
            Head("treatment", f"Against {subject.reference}"),
            Head("network", "network", of),
            Head("pet", "PET", of),
            Head("peese", "PEESE", of),
            Head("chosen", "chosen", width=7),
            Head("low", "low", of),
            Head("high", "high", of),
        )
        rows = [{**row, "low": row["ci"][0], "high": row["ci"][1]} for row in told["pet_peese"]]
        caption = "PET-PEESE: effects in a study without error; PEESE where PET finds an effect"
        found.append(Grid.of("pet_peese", caption, heads, rows))
    return found


def _points_grid(subject: Subject, told: Json) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("study", "Study"),
        Head("treat1", "Treatment"),
        Head("treat2", "against"),
        Head("effect", "effect", of),
        Head("adjusted", "from its comparison", of),
        Head("se", "se", decimals(3)),
        Head("people", "people", whole),
    )
    return Grid.of("funnel", "Points of the funnel", heads, told["points"])


def _selection(subject: Subject) -> Answer:
    place = places(subject.fit.treatments, subject.inquiry.favoured, subject.reference)
    found = [MODELS[name](subject.fit, place, better=subject.better) for name in subject.inquiry.selection]
    return Answer(
        key="selection",
        json=[_selection_json(subject, each) for each in found],
        title="What if results were held back? (selection models)",
        lead=(*(selection_words(each, subject.reference) for each in found), _selected_order(subject)),
        grids=tuple(grid for each in found for grid in (_assumed_grid(each), _effects_grid(subject, each))),
        sheets=tuple(grid for each in found for grid in (_assumed_grid(each), _selected_sheet(subject, each))),
        notes=(
            *scale_notes(subject.measure),
            SELECTED,
            *([AT_BOUND] if any(map(_bound, found)) else []),
            *subject.normal_only,
        ),
        pictures=tuple(_drawn(subject, each) for each in found),
    )


def _selected_order(subject: Subject) -> str:
    if subject.inquiry.favoured:
        return _order_words(subject)
    return (
        f"Studies are taken to favour every treatment over {subject.reference}; of two others neither is (--favoured), "
        "so that studies without it are taken as published whatever they found."
    )


def _bound(found: Selection) -> bool:
    return any(point.rho is not None and abs(point.rho) >= MOST_RHO for point in found.points)


def _drawn(subject: Subject, found: Selection) -> Picture:
    return Picture(
        name=f"selection-{found.model}",
        draw=lambda key, narrow: draw_selection(found, subject.reference, key, better=subject.better, narrow=narrow),
    )


def _selection_json(subject: Subject, found: Selection) -> Json:
    return {
        "model": found.model,
        "studies": len(found.signals),
        "points": [_selected(subject, found, point) for point in found.points],
    }


def _selected(subject: Subject, found: Selection, point: Selected) -> Json:
    return {
        "name": point.name,
        "publish": None if point.publish is None else list(point.publish),
        "unpublished": point.unpublished,
        "rho": point.rho,
        "weight": point.weight,
        "no_selection": _q(point.no_selection),
        "tau2": point.tau2,
        "log_likelihood": point.log_likelihood,
        "effects": [_moved(subject, found, point, t) for t in subject.others],
    }


def _moved(subject: Subject, found: Selection, point: Selected, treatment: str) -> Json:
    mean, se, ci = point.between(treatment, subject.reference)
    told: Json = {
        "treatment": treatment,
        "reference": subject.reference,
        "estimate": mean,
        "se": se,
        "ci": list(ci),
        "change": found.change(point, treatment, subject.reference),
    }
    if is_ratio(subject.measure):
        told |= {"estimate_ratio": math.exp(mean), "ci_ratio": [math.exp(end) for end in ci]}
    return told


def _q(q: Q | None) -> Json | None:
    return None if q is None else {"q": q.q, "df": q.df, "p": q.p}


def _assumed_grid(found: Selection) -> Grid:
    heads = (
        Head("point", "Held back"),
        Head("unpublished", "un- published", decimals(1)),
        Head("rho", "rho", decimals(2)),
        Head("weight", "weight", decimals(2)),
        Head("p", "P of none", p_values),
        Head("tau2", "tau²", decimals(3)),
    )
    kept = [h for h in heads if h.key not in UNUSED[found.model]]
    rows = [
        {
            "point": "nothing" if point.name == "none" else point.name,
            "unpublished": point.unpublished,
            "rho": point.rho,
            "weight": point.weight,
            "p": None if point.no_selection is None else point.no_selection.p,
            "tau2": point.tau2,
        }
        for point in found.points
    ]
    return Grid.of(f"selection_{found.model}", CAPTIONS[found.model], kept, rows)


UNUSED = {"copas": {"weight"}, "steps": {"unpublished", "rho"}}
CAPTIONS = {
    "copas": "Copas' model: chances of being published, from the smallest study to the largest",
    "steps": "Weights by one-sided P value (Vevea and Woods), and one estimated",
}


def _effects_grid(subject: Subject, found: Selection) -> Grid:
    """The estimates alone, a column for each assumption."""
    of = effects(subject.measure, 2)
    names = ["nothing held back" if point.name == "none" else point.name for point in found.points]
    heads = (
        Head("treatment", f"Against {subject.reference}"),
        *(Head(str(i), name, of, width=9) for i, name in enumerate(names)),
    )
    rows: list[dict[str, Cell]] = [
        {
            "treatment": treatment,
            **{str(i): p.between(treatment, subject.reference)[0] for i, p in enumerate(found.points)},
        }
        for treatment in subject.others
    ]
    return Grid.of(f"selected_{found.model}", "Effects under each of them", heads, rows)


def _selected_sheet(subject: Subject, found: Selection) -> Grid:
    of = effects(subject.measure)
    heads = (
        Head("treatment", "Treatment"),
        Head("reference", "against"),
        Head("point", "Held back"),
        Head("estimate", "effect", of),
        Head("se", "se", decimals(3)),
        Head("low", "low", of),
        Head("high", "high", of),
        Head("change", "change", of),
    )
    rows = [
        {**told, "low": told["ci"][0], "high": told["ci"][1], "point": point.name}
        for treatment in subject.others
        for point in found.points
        for told in [_moved(subject, found, point, treatment)]
    ]
    return Grid.of(f"selected_{found.model}", "Effects under each assumption", heads, rows)


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"small_study": _small_study, "selection": _selection}
