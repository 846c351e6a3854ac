"""The published tables: whole, and of the shape that their models give them."""

import math

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.bayes.prior import LogNormal, LogT
from dorsal.synthesis.bayes.published_prior import TABLES, TURNER_2012, published


@pytest.mark.parametrize(
    ("name", "rows", "columns"), [("turner2012", 3, 3), ("turner2015", 16, 5), ("rhodes2015", 8, 3)]
)
def test_a_table_is_whole(name, rows, columns):
    table = TABLES[name]
    assert len(table.cells) == rows
    assert {len(cells) for cells in table.cells.values()} == {columns} == {len(table.comparisons)}


@pytest.mark.parametrize("name", TABLES)
def test_locations_are_sums_of_a_row_and_a_column(name):
    """Each table comes from a regression of log tau^2 on outcome and comparison: a misprint would stand out."""
    locations = np.array([[c[0] if c else math.nan for c in cells] for cells in TABLES[name].cells.values()])
    against_first = locations - locations[:, :1]
    assert np.nanmax(np.abs(against_first - np.nanmedian(against_first, axis=0))) < 0.0151


def test_medians_of_turner_2012_are_those_printed():
    """Turner 2012, Table IV: medians of tau^2."""
    printed = {
        "mortality": (0.017, 0.014, 0.020),
        "semi-objective": (0.049, 0.040, 0.056),
        "subjective": (0.12, 0.096, 0.13),
    }
    for outcome, medians in printed.items():
        found = [math.exp(location) for location, _ in TURNER_2012.cells[outcome]]
        assert found == pytest.approx(medians, rel=0.04)


def test_kind_and_measures_follow_the_table():
    assert isinstance(published("turner2012"), LogNormal)
    assert published("turner2015", "pain", "nonpharma-placebo").measures == ("OR",)
    rhodes = published("rhodes2015", "pain", "nonpharma")
    assert isinstance(rhodes, LogT)
    assert (rhodes.location, rhodes.scale, rhodes.df) == (-3.02, 2.27, 5.0)
    assert "SMD" in rhodes.measures
    assert rhodes.name == "rhodes2015(pain,nonpharma)"


def test_an_unknown_table_is_refused_with_the_known_ones():
    with pytest.raises(OptionError, match="turner2012, turner2015, rhodes2015"):
        published("turner")
