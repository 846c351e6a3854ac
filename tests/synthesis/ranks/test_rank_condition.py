"""Statements about ranks: a table of what each means, draw by draw."""

import numpy as np
import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.ranks.rank_condition import rank_condition
from dorsal.synthesis.ranks.ranking import Ranks

NAMES = ("A", "B", "drug C", "above all")
RANKS = Ranks(
    treatments=NAMES,
    goodness=np.array([[4.0, 3, 2, 1], [1, 4, 3, 2], [3, 1, 4, 2], [5, 0, 2, 1]]),
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("A best", "1001"),
        ("a BEST", "1001"),
        ("A best by 2", "0001"),
        ("A worst", "0100"),
        ("drug C in first 2", "0111"),
        ("A rank 2", "0010"),
        ("B rank 2-4", "1011"),
        ("A above B", "1011"),
        ("A above B by 1.5", "0011"),
        ("A above B above drug C", "1000"),
        ("A above drug C above B", "0001"),
        ("A above B and not A best", "0010"),
        ("A worst or drug C best", "0110"),
        ("A best and B rank 2 or A worst", "1100"),
        ("A best and (B rank 2 or A worst)", "1000"),
        ("not (A best or A worst)", "0010"),
        ("above all worst", "1000"),
        ("'above all' above \"B\"", "0011"),
        ("B above above all", "1100"),
    ],
)
def test_what_a_statement_means(text, holds):
    found = rank_condition(text, NAMES)
    assert "".join("01"[int(t)] for t in found.statement(RANKS)) == holds
    assert found.probability(RANKS) == holds.count("1") / 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a treatment is missing at its end"),
        ("Z best", r"'Z' is no treatment here \(A, B, drug C, above all\)"),
        ("A", "what is said of A is missing"),
        ("A wins", "'wins' says nothing"),
        ("A best by", "after 'by' stands a number"),
        ("A best by much", "after 'by' stands a number"),
        ("A rank 9", "ranks go from 1 to 4"),
        ("A rank 3-2", "ranks go from 1 to 4"),
        ("A in first few", "a rank is a whole number"),
        ("A above A", "A is not above itself"),
        ("(A best", "a bracket is not closed"),
        ("A best B", "nothing is expected at 'B'"),
        ("A best and", "a treatment is missing"),
        ("'a drug' best", "'a drug' is no treatment here"),
    ],
)
def test_what_cannot_be_read_says_why(text, why):
    with pytest.raises(OptionError, match=why):
        rank_condition(text, NAMES)
