"""Ranks as numbers: exact where a sum tells them, else those of the draws, and the same in every output."""

from pathlib import Path

import numpy as np
import pytest

import dorsal
from dorsal.faces import ranking
from dorsal.faces.json_document import fit_json
from dorsal.faces.ranking import places, ranked, rankogram_sheet, ranks_grid
from dorsal.faces.report import page
from dorsal.faces.tables import tables
from dorsal.synthesis.ranks.ranking import rank_draws

SMOKING = Path(__file__).parents[1] / "data" / "smoking_cessation.csv"
FIT = dorsal.fit(SMOKING, measure="OR")


def test_ranks_are_those_of_the_joint_draws():
    rows = ranked(FIT, better="higher", seed=3, draws=50_000)
    ranks = rank_draws(FIT, np.random.default_rng(3), better="higher", draws=50_000)
    assert [row.treatment for row in rows] == list(dorsal.p_scores(FIT, better="higher"))
    for row in rows:
        place = FIT.treatments.index(row.treatment)
        own, told = ranks.rank[:, place], ranks.summary(row.treatment)
        assert row.probabilities == pytest.approx([(own == rank).mean() for rank in (1, 2, 3, 4)])
        assert row.mean == pytest.approx(own.mean(), abs=0.02)
        assert row.p_score == pytest.approx(ranks.sucra[row.treatment], abs=0.01)
        assert (row.median, row.interval) == (np.median(own), (told.low, told.high))
        assert ((own >= told.low) & (own <= told.high)).mean() >= 0.95


def test_of_very_many_treatments_only_what_is_exact(monkeypatch):
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    rows = ranked(FIT, better="higher", seed=3)
    assert [row.mean for row in rows] == pytest.approx([4 - 3 * row.p_score for row in rows])
    assert {(row.median, row.interval, row.probabilities, places(row)) for row in rows} == {(None, None, (), "")}
    assert rankogram_sheet("r", rows).rows == ()
    assert all(cells[-1] == "" for cells in ranks_grid("r", rows, "95 %").texts())


def test_json_tables_and_report_have_the_same_ranks():
    document = dorsal.document(SMOKING, better="higher", measure="OR")
    rows = ranked(FIT, better="higher", seed=1)
    told = fit_json(document)["ranking"]
    by_name = {table.name: table for table in tables(document)}
    for row, said, cells in zip(rows, told, by_name["ranking"].rows, strict=True):
        assert said["treatment"] == cells["treatment"] == row.treatment
        assert said["p_score"] == said["sucra"] == cells["sucra"] == cells["p_score"]
        assert said["mean_rank"] == cells["mean_rank"] == row.mean
        assert said["rank_interval"] == [cells["rank_low"], cells["rank_high"]] == list(row.interval)
        assert said["rank_probabilities"] == list(row.probabilities)
    likely = by_name["rankogram"].rows
    assert [(r["treatment"], r["rank"]) for r in likely] == [(r.treatment, i) for r in rows for i in (1, 2, 3, 4)]
    assert [r["probability"] for r in likely] == [p for r in rows for p in r.probabilities]
    assert [r["cumulative"] for r in likely if r["rank"] == 4] == pytest.approx([1.0] * 4)
    shown = str(page(document))
    assert "Median rank (95\N{NO-BREAK SPACE}%)" in shown
    assert places(rows[0]) in shown
