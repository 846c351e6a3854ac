"""The risk-of-bias bar."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from dorsal.faces.charts import draw_bias
from tests.faces.test_charts_forest import NS, texts


@pytest.mark.parametrize("narrow", [False, True])
def test_parts_are_as_wide_as_their_counts_and_are_named(narrow: bool) -> None:
    svg = ElementTree.fromstring(draw_bias({"low": 2, "high": 6, "not_assessed": 12}, "b", "Bias", narrow=narrow))
    bars = [float(n.get("width", "nan")) for n in svg.iter(f"{NS}rect") if n.get("height") == "24"]
    assert [round(10 * b / bars[0]) for b in bars] == [10, 30, 60]
    assert {"low risk: 2", "high risk: 6", "not assessed: 12"} <= set(texts(svg))
    assert [n.text for n in svg if n.tag == f"{NS}desc"] == ["Of 20 trials: 2 low risk, 6 high risk, 12 not assessed."]
