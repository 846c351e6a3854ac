"""Every chart in one place: `from dorsal.faces.charts.every import draw_league, save`.

Apart from the package's own names, which the report needs at once: importing all of them takes as long as reading a
file of trials.
"""

from __future__ import annotations

from dorsal.faces.charts.analyses import Named, analyses_words, draw_analyses
from dorsal.faces.charts.baujat import baujat_words, draw_baujat
from dorsal.faces.charts.bias import draw_bias
from dorsal.faces.charts.bias_network import bias_network_words, draw_bias_network
from dorsal.faces.charts.bubbles import bubble_words, draw_bubbles
from dorsal.faces.charts.chance_bars import Bar, ChanceBars, draw_chance_bars
from dorsal.faces.charts.classes import classes_words, draw_classes
from dorsal.faces.charts.components import component_words, draw_components
from dorsal.faces.charts.confidence import confidence_words, draw_confidence
from dorsal.faces.charts.contributions import (
    comparison_words,
    contribution_words,
    draw_comparison_shares,
    draw_contributions,
)
from dorsal.faces.charts.densities import density_words, draw_densities
from dorsal.faces.charts.dose_response import dose_words, draw_dose_response
from dorsal.faces.charts.evidence_forest import draw_evidence_forest, evidence_forest_words
from dorsal.faces.charts.expected_course import Course, ExpectedCourse, Point, draw_expected_course
from dorsal.faces.charts.forest import Forest, ForestRow, draw_forest
from dorsal.faces.charts.funnel import asymmetry_words, draw_funnel, funnel_words
from dorsal.faces.charts.hasse import draw_hasse, order_words
from dorsal.faces.charts.icon_array import IconArray, draw_icon_array
from dorsal.faces.charts.image import pdf, png, save
from dorsal.faces.charts.league import draw_league, league_words
from dorsal.faces.charts.league_pair import draw_league_pair, league_pair_words, pair_orientation
from dorsal.faces.charts.leave_one_out import draw_leave_one_out, leave_one_out_words
from dorsal.faces.charts.net_heat import draw_net_heat, net_heat_words
from dorsal.faces.charts.network import Edge, Graph, Node, draw_network
from dorsal.faces.charts.next_trial import draw_next_trial, next_trial_words
from dorsal.faces.charts.node_splits import draw_node_splits, split_words
from dorsal.faces.charts.radial import draw_radial, radial_words
from dorsal.faces.charts.rankograms import draw_rankograms, rank_words
from dorsal.faces.charts.ranks import RankRow, Ranks, draw_ranks
from dorsal.faces.charts.scores import draw_scores
from dorsal.faces.charts.selection import draw_selection, selection_words
from dorsal.faces.charts.spie import draw_spie, spie_words
from dorsal.faces.charts.spread import draw_spread, spread_words
from dorsal.faces.charts.subgroups import draw_subgroups, subgroup_words

__all__ = [
    "Bar",
    "ChanceBars",
    "Course",
    "Edge",
    "ExpectedCourse",
    "Forest",
    "ForestRow",
    "Graph",
    "IconArray",
    "Named",
    "Node",
    "Point",
    "RankRow",
    "Ranks",
    "analyses_words",
    "asymmetry_words",
    "baujat_words",
    "bias_network_words",
    "bubble_words",
    "classes_words",
    "comparison_words",
    "component_words",
    "confidence_words",
    "contribution_words",
    "density_words",
    "dose_words",
    "draw_analyses",
    "draw_baujat",
    "draw_bias",
    "draw_bias_network",
    "draw_bubbles",
    "draw_chance_bars",
    "draw_classes",
    "draw_comparison_shares",
    "draw_components",
    "draw_confidence",
    "draw_contributions",
    "draw_densities",
    "draw_dose_response",
    "draw_evidence_forest",
    "draw_expected_course",
    "draw_forest",
    "draw_funnel",
    "draw_hasse",
    "draw_icon_array",
    "draw_league",
    "draw_league_pair",
    "draw_leave_one_out",
    "draw_net_heat",
    "draw_network",
    "draw_next_trial",
    "draw_node_splits",
    "draw_radial",
    "draw_rankograms",
    "draw_ranks",
    "draw_scores",
    "draw_selection",
    "draw_spie",
    "draw_spread",
    "draw_subgroups",
    "evidence_forest_words",
    "funnel_words",
    "league_pair_words",
    "league_words",
    "leave_one_out_words",
    "net_heat_words",
    "next_trial_words",
    "order_words",
    "pair_orientation",
    "pdf",
    "png",
    "radial_words",
    "rank_words",
    "save",
    "selection_words",
    "spie_words",
    "split_words",
    "spread_words",
    "subgroup_words",
]
