"""Every chart of what synthesis makes: named, described, whole, inside its picture, and safe from hostile names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from dorsal.faces.charts import every
from dorsal.faces.markup import Markup
from dorsal.synthesis.bayes.marginal import NormalMixture
from dorsal.synthesis.bayes.posterior import posterior
from dorsal.synthesis.bayes.prior import HalfNormal
from dorsal.synthesis.components import fit_components
from dorsal.synthesis.fit import NetworkFit, fit_network
from dorsal.synthesis.flows.contribution import contributions
from dorsal.synthesis.grading.cinema import Confidence, Reviewed, confidence
from dorsal.synthesis.inconsistency.design_by_treatment import interaction
from dorsal.synthesis.inconsistency.net_heat import net_heat
from dorsal.synthesis.inconsistency.node_split import node_splits
from dorsal.synthesis.league import league
from dorsal.synthesis.league_pair import league_pair
from dorsal.synthesis.network import Network
from dorsal.synthesis.omission.baujat import baujat
from dorsal.synthesis.omission.influence import leave_one_out
from dorsal.synthesis.options import FitOptions
from dorsal.synthesis.ranks.partial_order import PartialOrder
from dorsal.synthesis.ranks.ranking import Ranks, rank_draws
from dorsal.synthesis.reporting.small_study import asymmetry, funnel
from tests.faces.drawings import described, of_class, outside, plain, read, words
from tests.faces.published import biases, by_size, by_year, diabetes, order, smoking
from tests.faces.samples import trials
from tests.faces.test_markup import HOSTILE

Names = Callable[[str], str]
Draw = Callable[..., Markup]
Say = Callable[[Names], str]
LONG = "A treatment whose name is as long as names of combined treatments are, and longer still, "


def as_it_is(code: str) -> str:
    return code


def hostile(code: str) -> str:
    return f"{code} {HOSTILE}"


def long(code: str) -> str:
    return f"{LONG}{code}, antidisestablishmentarianistically{'x' * 60}"


@cache
def judged() -> tuple[Confidence, ...]:
    """Four treatments judged, one judgement changed by a hostile reviewer."""
    first, *others = confidence(smoking(), Reviewed(bias=biases(smoking())), mic=0.3)
    return first.changed("imprecision", "no concerns", HOSTILE), *others


@cache
def effects() -> Mapping[str, NormalMixture]:
    exact = posterior(smoking().network, HalfNormal(1.0))
    return {t: exact.between(t, "A") for t in "BCD"}


table = cache(lambda: league(diabetes()))
common = cache(lambda: fit_network(diabetes().network, FitOptions(model="common")))
pair = cache(lambda: league_pair(diabetes(), common(), ("random effects", "common effects")))
named = cache(lambda: (every.Named(name="random", fit=diabetes()), every.Named(name="common", fit=common())))
ranks = cache(lambda: rank_draws(smoking(), np.random.default_rng(1), better="higher", draws=2000))
points = cache(lambda: funnel(smoking(), "DCBA"))
disagreement = cache(lambda: baujat(smoking()))
asymmetries = cache(lambda: [asymmetry(points(), test) for test in ("egger", "begg")])
heat = cache(lambda: net_heat(interaction(smoking(), tau2=0.0)))
shares = cache(lambda: contributions(diabetes()))
splits = cache(lambda: node_splits(smoking()))
influence = cache(lambda: leave_one_out(smoking(), [("D", "A")]))
parts = cache(lambda: fit_components(Network.of(trials()), inactive=("usual_care",)))
YEARS = ("metformin", "sulfonylurea")
MIC: Mapping[str, Any] = {"measure": "OR", "better": "higher", "mic": 0.3}

CHARTS: Mapping[str, tuple[Draw, Say]] = {
    "league": (lambda **k: every.draw_league(table(), "k", **k), lambda n: every.league_words(table(), names=n)),
    "league pair": (
        lambda **k: every.draw_league_pair(pair(), "k", **k),
        lambda n: every.league_pair_words(pair(), names=n),
    ),
    "analyses": (
        lambda **k: every.draw_analyses(named(), "placebo", "k", **k),
        lambda n: every.analyses_words(named(), "placebo", names=n),
    ),
    "rankograms": (lambda **k: every.draw_rankograms(ranks(), "k", **k), lambda n: every.rank_words(ranks(), names=n)),
    "funnel": (
        lambda **k: every.draw_funnel(points(), "k", measure="OR", tests=asymmetries(), studies=k["names"], **k),
        lambda _: every.funnel_words(points(), asymmetries()),
    ),
    "radial": (
        lambda **k: every.draw_radial(points(), "k", measure="OR", test=asymmetries()[0], studies=k["names"], **k),
        lambda n: every.radial_words(points(), asymmetries()[0], studies=n),
    ),
    "baujat": (
        lambda names, **k: every.draw_baujat(disagreement(), "k", studies=names, **k),
        lambda n: every.baujat_words(disagreement(), studies=n),
    ),
    "net heat": (lambda **k: every.draw_net_heat(heat(), "k", **k), lambda n: every.net_heat_words(heat(), names=n)),
    "contributions": (
        lambda **k: every.draw_contributions(shares(), biases(diabetes()), "k", studies=k["names"], **k),
        lambda n: every.contribution_words(shares(), biases(diabetes()), names=n),
    ),
    "comparisons": (
        lambda **k: every.draw_comparison_shares(shares(), "k", **k),
        lambda n: every.comparison_words(shares(), names=n),
    ),
    "node splits": (
        lambda **k: every.draw_node_splits(splits(), "k", measure="OR", **k),
        lambda n: every.split_words(splits(), names=n),
    ),
    "evidence": (
        lambda **k: every.draw_evidence_forest(smoking(), splits(), "A", "k", better="higher", mic=0.2, **k),
        lambda n: every.evidence_forest_words(smoking(), "A", names=n),
    ),
    "leave one out": (
        lambda **k: every.draw_leave_one_out(influence(), "A", "D", "k", studies=k["names"], **k),
        lambda n: every.leave_one_out_words(influence(), "A", "D", names=n, studies=n),
    ),
    "bubbles": (
        lambda **k: every.draw_bubbles(by_size(), "size", "k", studies=k["names"], **k),
        lambda n: every.bubble_words(by_size(), "size", names=n),
    ),
    "bubbles by year": (
        lambda **k: every.draw_bubbles(by_year(), "year", "k", treatments=YEARS, **k),
        lambda n: every.bubble_words(by_year(), "year", names=n),
    ),
    "components": (
        lambda **k: every.draw_components(parts(), "k", mic=20.0, **k),
        lambda n: every.component_words(parts(), names=n),
    ),
    "hasse": (lambda **k: every.draw_hasse(order(), "k", **k), lambda n: every.order_words(order(), names=n)),
    "scores": (lambda **k: every.draw_scores(order(), "k", **k), lambda n: every.order_words(order(), names=n)),
    "densities": (
        lambda **k: every.draw_densities(effects(), "k", **MIC, **k),
        lambda n: every.density_words(effects(), **MIC, names=n),
    ),
    "confidence": (lambda **k: every.draw_confidence(judged(), "k", **k), lambda _: every.confidence_words(judged())),
    "risk of bias": (
        lambda **k: every.draw_bias_network(diabetes().network, biases(diabetes()), "k", **k),
        lambda _: every.bias_network_words(diabetes().network, biases(diabetes())),
    ),
}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("chart", CHARTS)
def test_it_names_itself_and_says_what_it_shows(chart: str, narrow: bool) -> None:
    draw, say = CHARTS[chart]
    tree = read(draw(names=as_it_is, narrow=narrow, title="My title"))
    assert described(tree) == ("My title", say(as_it_is))
    assert say(as_it_is).endswith(".")
    assert (tree.get("viewBox") or "").startswith("0 0 340 " if narrow else "0 0 960 ")
    assert "Nothing to draw" not in words(tree)
    assert not {"nan", "inf", "None"} & set(words(tree).replace("[", " ").replace("]", " ").split())


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("names", [as_it_is, long])
@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_leaves_the_picture(chart: str, names: Names, narrow: bool) -> None:
    draw, _ = CHARTS[chart]
    assert not outside(read(draw(names=names, narrow=narrow)))


@pytest.mark.parametrize("chart", CHARTS)
def test_hostile_names_stay_text(chart: str) -> None:
    draw, _ = CHARTS[chart]
    svg = draw(names=hostile, narrow=False, title=HOSTILE)
    assert "<script" not in svg
    assert "<img" not in svg
    read(svg)


@pytest.mark.parametrize("chart", CHARTS)
def test_it_is_the_same_each_time(chart: str) -> None:
    draw, _ = CHARTS[chart]
    assert draw(names=as_it_is, narrow=False) == draw(names=as_it_is, narrow=False)


def _alone() -> NetworkFit:
    """A single trial of two arms."""
    return fit_network(Network.of(trials()[:1]))


EMPTY: Mapping[str, Callable[..., Markup]] = {
    "league": lambda **k: every.draw_league(league(smoking(), ["A"]), "k", **k),
    "analyses": lambda **k: every.draw_analyses([every.Named(name="x", fit=_alone())], "yoga", "k", **k),
    "rankograms": lambda **k: every.draw_rankograms(Ranks(treatments=("a",), goodness=np.zeros((9, 1))), "k", **k),
    "funnel": lambda **k: every.draw_funnel((), "k", measure="OR", **k),
    "funnel of one": lambda **k: every.draw_funnel(funnel(smoking(), "DCBA")[:1], "k", measure="OR", **k),
    "radial": lambda **k: every.draw_radial((), "k", measure="OR", **k),
    "radial of one": lambda **k: every.draw_radial(funnel(smoking(), "DCBA")[:1], "k", measure="OR", **k),
    "baujat": lambda **k: every.draw_baujat(baujat(_alone()), "k", **k),
    "net heat": lambda **k: every.draw_net_heat(net_heat(interaction(_alone(), tau2=0.0)), "k", **k),
    "contributions": lambda **k: every.draw_contributions(contributions(smoking()), {}, "k", estimates=[], **k),
    "comparisons": lambda **k: every.draw_comparison_shares(contributions(smoking()), "k", estimates=[], **k),
    "node splits": lambda **k: every.draw_node_splits((), "k", measure="OR", **k),
    "no indirect evidence": lambda **k: every.draw_node_splits(node_splits(_alone()), "k", measure="OR", **k),
    "evidence": lambda **k: every.draw_evidence_forest(smoking(), (), "A", "k", treatments=["A"], **k),
    "leave one out": lambda **k: every.draw_leave_one_out(leave_one_out(_alone()), "usual_care", "exercise", "k", **k),
    "scores of one": lambda **k: every.draw_scores(PartialOrder(scores={"x": {"a": 0.4, "b": 0.6}}), "k", **k),
    "densities": lambda **k: every.draw_densities({}, "k", measure="OR", **k),
    "confidence": lambda **k: every.draw_confidence((), "k", **k),
}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("chart", EMPTY)
def test_where_there_is_nothing_to_draw_it_says_why(chart: str, narrow: bool) -> None:
    tree = read(EMPTY[chart](narrow=narrow, title="My title"))
    title, told = described(tree)
    assert title == "My title"
    assert told.startswith("Nothing to draw: ")
    assert told.endswith(".")
    assert words(tree) == plain(told)


def test_one_trial_is_drawn_where_it_can_be() -> None:
    fit = _alone()
    tree = read(every.draw_evidence_forest(fit, node_splits(fit), "usual_care", "k"))
    assert "direct only: 1 study" in words(tree)
    assert "1 treatment against usual_care" in plain(described(tree)[1])
    shares = contributions(fit)
    assert "walk1" in every.contribution_words(shares, {})
    assert len(of_class(read(every.draw_contributions(shares, {}, "k")), "segment")) == 1
    assert read(every.draw_bias_network(fit.network, {}, "k")) is not None
    assert read(every.draw_league(league(fit), "k")) is not None


def test_every_chart_is_listed() -> None:
    assert {name for name in dir(every) if name.startswith("draw_")} <= set(every.__all__)
    assert set(every.__all__) >= {"save", "png", "pdf"}
