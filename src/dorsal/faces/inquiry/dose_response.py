"""How much does how much? Curves of effect by dose, which shape fits, doses that matter and doses that do the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from dorsal.errors import NetworkError, OptionError
from dorsal.faces.charts.dose_response import dose_words, draw_dose_response
from dorsal.faces.inquiry.asked import Subject
from dorsal.faces.inquiry.dose_grids import dose_grids, dose_sheets
from dorsal.faces.numbers import count, is_ratio, natural, number, p_value
from dorsal.faces.telling import Answer, Picture, scale_notes
from dorsal.faces.words import listed
from dorsal.synthesis.dose.choice import Failed, Tried, asked_name, compare_shapes
from dorsal.synthesis.dose.dose_fit import DoseEffect, DoseFit, fit_dose
from dorsal.synthesis.dose.doses import doses_of
from dorsal.synthesis.dose.reached import STEPWISE, equivalent, reached
from dorsal.synthesis.q import Q
from dorsal.trials.dosage import Dosage

Json = dict[str, Any]
STEPS = 24
"""Doses at which the JSON tells a curve, from the lowest to the highest."""
FEW = 3
"""An agent with fewer doses than this shows no shape: any curve goes through them."""
READ = (
    "Every shape is 0 at dose 0. Lack of fit: chi-squared against the split model, in which every dose is a treatment "
    "of its own, at the tau² of that; a small P says that the shape is not that of the data. AIC and BIC (by maximum "
    "likelihood; lower is better) weigh fit against parameters.",
    "Few doses tell little of a shape: several fit alike, and one chosen because it fitted best makes intervals too "
    "narrow, for they do not know of the choice. Doses of an agent were compared between studies too, and studies of "
    "high doses may differ in more than the dose.",
)


def _dose_response(subject: Subject) -> Answer:
    dosing = subject.inquiry.dosing
    doses = doses_of(subject.network, subject.studies)
    fit = fit_dose(doses, dosing.shape, dosing.shapes, subject.fit.options)
    split = fit_dose(doses, "split", options=subject.fit.options)
    told = _told(subject, fit, split)
    subject.tell("comparing shapes")
    tried, failed = compare_shapes(fit, split)
    told |= _compared(fit, tried, failed)
    return Answer(
        key="dose_response",
        json=told,
        title=f"Dose and response ({asked_name(fit)})",
        lead=tuple(_lead(subject, fit, told, tried, failed)),
        grids=dose_grids(subject.measure, told),
        sheets=dose_sheets(subject.measure, told),
        notes=(*scale_notes(subject.measure), *READ),
        pictures=(
            Picture(
                name="dose-response",
                draw=lambda key, narrow: draw_dose_response(
                    fit, split, key, better=subject.better, mic=subject.inquiry.mic, narrow=narrow
                ),
            ),
        ),
    )


def _told(subject: Subject, fit: DoseFit, split: DoseFit) -> Json:
    return {
        "shape": fit.shape.name,
        "zero": fit.doses.zero or None,
        "tau2": fit.tau2,
        "tau2_ci": None if fit.tau2_ci is None else list(fit.tau2_ci),
        "parameters": fit.parameters,
        "q": _q(fit.q),
        "coefficients": [
            {"of": c.of, "term": c.term, "estimate": c.mean, "se": c.se, "ci": None if c.ci is None else list(c.ci),
             "at_edge": not c.found}
            for c in fit.coefficients
        ],
        "agents": [_agent(subject, fit, split, agent) for agent in fit.doses.agents],
        "without_dose": [
            {"treatment": t, **_against_zero(subject, fit, t, None)} for t in fit.doses.whole
        ],
        "at": [_at(subject, fit, agent, dose) for agent, dose in subject.inquiry.dosing.at],
        "pairs": [
            {"agent": a, "dose": d, "other": b, "other_dose": e, **_effect(subject, _asked(subject, fit, a, d, b, e))}
            for (a, d), (b, e) in combinations(subject.inquiry.dosing.at, 2)
        ],
        "equivalent": [row for agent, dose in _matched(subject, fit) for row in _equal(fit, agent, dose)],
    }  # fmt: skip


def _compared(fit: DoseFit, tried: Sequence[Tried], failed: Sequence[Failed]) -> Json:
    """How the curves fit, and other shapes beside them."""
    own = next(t for t in tried if t.shape == asked_name(fit))
    return {
        "lack_of_fit": _q(own.lack_of_fit),
        "aic": own.aic,
        "bic": own.bic,
        "shapes": [_tried(t) for t in tried],
        "failed": [{"shape": f.shape, "why": f.why} for f in failed],
    }


def _agent(subject: Subject, fit: DoseFit, split: DoseFit, agent: str) -> Json:
    levels, given = fit.doses.levels(agent), Counter(fit.doses.arms[agent])
    curve = fit.curves.curves[agent]
    steps = [] if curve.shape.kind in STEPWISE else _steps(*fit.doses.reach(agent))
    return {
        "agent": agent,
        "shape": curve.shape.name,
        "simpler": agent in fit.curves.simpler,
        "knots": list(curve.knots),
        "studied": [
            {
                "dose": dose,
                "arms": given[dose],
                **_against_zero(subject, fit, agent, dose),
                "split": _against_zero(subject, split, agent, dose),
            }
            for dose in levels
        ],
        "curve": [{"dose": dose, **_against_zero(subject, fit, agent, dose)} for dose in steps],
        "reached": _reached(subject, fit, agent),
    }


def _steps(low: float, high: float) -> list[float]:
    return [low + (high - low) * i / STEPS for i in range(STEPS + 1)]


def _against_zero(subject: Subject, fit: DoseFit, agent: str, dose: float | None) -> Json:
    """Against dose 0; all None where no chain of trials and no curve joins them."""
    try:
        return _effect(subject, fit.effect(agent, dose))
    except NetworkError:
        nothing = ["estimate", "se", "ci", "pi", "p"]
        ratios = ["estimate_ratio", "ci_ratio", "pi_ratio"] if is_ratio(subject.measure) else []
        return {**dict.fromkeys([*nothing, *ratios]), "beyond": False}


def _asked(
    subject: Subject, fit: DoseFit, agent: str, dose: float | None, than: str = "", at: float | None = None
) -> DoseEffect:
    """With an agent's name in any case."""
    known = {name.casefold(): name for name in (*fit.doses.agents, *fit.doses.whole)}
    first, second = (known.get(name.casefold(), name) for name in (agent, than))
    return fit.effect(first, dose, second, at, beyond=subject.inquiry.dosing.beyond)


def _at(subject: Subject, fit: DoseFit, agent: str, dose: float | None) -> Json:
    return {"agent": agent, "dose": dose, **_effect(subject, _asked(subject, fit, agent, dose))}


def _effect(subject: Subject, effect: DoseEffect) -> Json:
    told: Json = {
        "estimate": effect.mean,
        "se": effect.se,
        "ci": list(effect.ci),
        "pi": None if effect.pi is None else list(effect.pi),
        "p": effect.p,
        "beyond": effect.beyond,
    }
    if is_ratio(subject.measure):
        told |= {
            "estimate_ratio": natural(effect.mean, subject.measure),
            "ci_ratio": [natural(end, subject.measure) for end in effect.ci],
            "pi_ratio": None if effect.pi is None else [natural(end, subject.measure) for end in effect.pi],
        }
    return told


def _reached(subject: Subject, fit: DoseFit, agent: str) -> Json | None:
    """Where a smallest difference that matters was told, and the agent has a curve against dose 0."""
    if subject.inquiry.mic <= 0.0 or fit.curves.curves[agent].shape.kind in STEPWISE:
        return None
    try:
        found = reached(fit, agent, subject.inquiry.mic, better=subject.better)
    except NetworkError:
        return None
    return {"mic": found.mic, "dose": found.dose, "low": found.low, "high": found.high}


def _matched(subject: Subject, fit: DoseFit) -> Sequence[tuple[str, float]]:
    """Doses asked for, else the one that was given most."""
    if subject.inquiry.dosing.equal:
        known = {name.casefold(): name for name in fit.doses.agents}
        return [(known.get(agent.casefold(), agent), dose) for agent, dose in subject.inquiry.dosing.equal]
    usual = Counter((agent, dose) for agent, doses in fit.doses.arms.items() for dose in doses)
    return [max(usual, key=lambda one: (usual[one], -fit.doses.agents.index(one[0]), -one[1]))]


def _equal(fit: DoseFit, agent: str, dose: float) -> list[Json]:
    """Of every other agent with a curve."""
    fit.doses.levels(agent)
    curves = {a: c.shape.kind not in STEPWISE for a, c in fit.curves.curves.items()}
    if fit.is_beyond(Dosage(agent, dose)):
        low, high = fit.doses.reach(agent)
        raise OptionError(f"--dose-equal {agent}={dose:g}: it lies outside the doses studied ({low:g} to {high:g})")
    found = []
    for other in fit.doses.agents:
        if other == agent or not curves[other] or not curves[agent]:
            continue
        try:
            same = equivalent(fit, agent, dose, other)
        except NetworkError:
            continue  # the trials do not tell how the two compare
        found.append(
            {"agent": agent, "dose": dose, "other": other, "equal": same.equal, "low": same.low, "high": same.high}
        )
    return found


def _q(q: Q) -> Json:
    return {"q": q.q, "df": q.df, "p": q.p}


def _tried(tried: Tried) -> Json:
    return {
        "shape": tried.shape,
        "parameters": tried.parameters,
        "tau2": tried.tau2,
        "q": _q(tried.q),
        "lack_of_fit": _q(tried.lack_of_fit),
        "aic": tried.aic,
        "bic": tried.bic,
        "simpler": list(tried.simpler),
    }


def _lead(subject: Subject, fit: DoseFit, told: Json, tried: Sequence[Tried], failed: Sequence[Failed]) -> list[str]:
    asked, lack = asked_name(fit), told["lack_of_fit"]
    best = min(tried, key=lambda t: (round(t.aic, 6), t.shape != asked))
    fits = (
        f"Against the split model the curves {_fits(lack['p'])}: lack of fit chi² = {number(lack['q'], 2)} on "
        f"{lack['df']} df, {p_value(lack['p'])}."
        if lack["df"] > 0
        else "The curves have as many parameters as there are doses, so that their fit cannot be judged."
    )
    lowest = f"Of the shapes below {best.shape} has the lowest AIC ({number(best.aic, 1)})"
    lowest += "." if best.shape == asked else f"; {asked} has {number(told['aic'], 1)}."
    return [
        f"Effects against {fit.doses.zero_words}. {dose_words(fit)}",
        f"tau² {number(fit.tau2, 4)}. {fits} {lowest}",
        *_doubts(fit),
        *(f"{f.shape} could not be fitted: {f.why}." for f in failed),
        *_mattering(subject, told),
    ]


def _fits(p: float | None) -> str:
    return "fit clearly worse" if p is not None and p < 0.05 else "do not fit clearly worse"


def _doubts(fit: DoseFit) -> list[str]:
    found = []
    if fit.curves.simpler:
        names = listed(fit.curves.simpler)
        found.append(f"Too few doses for the shape asked, so a straight line through dose 0: {names}.")
    few = [a for a in fit.doses.agents if len(fit.doses.levels(a)) < FEW]
    if few:
        found.append(
            f"Fewer than {FEW} doses above 0, which show no shape (any curve goes through them): {listed(few)}."
        )
    edges = [c.of for c in fit.coefficients if not c.found]
    if edges:
        found.append(
            f"The ED50 of {listed(edges)} was not found: it ended at an end of where it was sought (a tenth of the "
            "lowest to ten times the highest dose), so that the doses studied show no bend; intervals take it as known."
        )
    if not fit.doses.zero:
        found.append("No study gave dose 0: effects against it rest on the shape of the curves alone.")
    if len(fit.doses.network.islands) > 1:
        found.append(
            f"{count(len(fit.doses.network.islands), 'island')} of doses that no study joins are joined by the curves."
        )
    return found


def _mattering(subject: Subject, told: Json) -> list[str]:
    """The smallest dose that matters of each agent, in words."""
    said = []
    for agent in told["agents"]:
        found = agent["reached"]
        if found is None:
            continue
        if found["dose"] is None:
            possible = "" if found["low"] is None else f" (its interval does from {found['low']:.3g} on)"
            said.append(f"{agent['agent']} does not reach it in the doses studied{possible}")
            continue
        high = "no upper end in the doses studied" if found["high"] is None else f"{found['high']:.3g}"
        said.append(f"{agent['agent']} reaches it at {found['dose']:.3g} (from {found['low']:.3g} to {high})")
    if not said:
        return []
    mic = natural(subject.inquiry.mic, subject.measure)
    return [f"Smallest difference that matters ({mic:.3g}): {'; '.join(said)}."]


QUESTIONS: Mapping[str, Callable[[Subject], Answer]] = {"dose_response": _dose_response}
