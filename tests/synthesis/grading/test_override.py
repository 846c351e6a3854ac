"""Reviewers' judgements over the rules: which counts, what is kept."""

import pytest

from dorsal.errors import OptionError
from dorsal.synthesis.grading.certainty import Certainty, Doubt
from dorsal.synthesis.grading.cinema import Reviewed, confidence
from dorsal.synthesis.grading.override import Override, chosen, judged_certainty, judged_confidence
from tests.synthesis.worked import fitted


def judgement(treatments="", domain="imprecision", concern="major concerns", reason="few events"):
    return Override(treatments=frozenset(treatments.split()), domain=domain, concern=concern, reason=reason)


def test_the_most_special_judgement_counts():
    every, one, pair = judgement(reason="all"), judgement("a", reason="of a"), judgement("b a", reason="the pair")
    assert chosen([pair, every, one], "a", "b")["imprecision"] is pair
    assert chosen([every, one], "a", "c")["imprecision"] is one
    assert chosen([every, one, pair], "b", "c")["imprecision"] is every
    assert chosen([one, pair], "b", "c") == {}


def test_levels_go_down_and_up_with_the_reason_kept():
    wide = Doubt(domain="imprecision", levels=1, reason="wide")
    read = Certainty.of([wide, Doubt(domain="risk of bias", levels=2, reason="high")])
    assert read.level == "very low"
    own = judgement(domain="within-study bias", concern="no concerns", reason="read again")
    found = judged_certainty(read, [own], "a", "b")
    assert found.level == "moderate"
    changed = next(d for d in found.doubts if d.domain == "risk of bias")
    assert (changed.changed_from, changed.changed_because) == (2, "read again")
    twice = found.changed("risk of bias", 1, "once more")
    assert next(d for d in twice.doubts if d.domain == "risk of bias").changed_from == 2
    assert "risk of bias (by the reviewers): once more" in twice.reasons


def test_a_domain_that_no_rule_looks_at_may_be_judged():
    found = judged_certainty(Certainty.of([]), [judgement(domain="incoherence", concern="some concerns")], "a", "b")
    assert (found.level, found.reasons) == ("moderate", ("incoherence (by the reviewers): few events",))


def test_cinema_keeps_what_the_rule_said():
    fit = fitted("smokingcessation", "random")
    (own,) = confidence(fit, Reviewed(bias={}), mic=0.2, estimates=[("C", "A")])
    found = judged_confidence(own, [judgement("A C", concern="no concerns", reason="enough")])
    assert found.of("imprecision").concern == "no concerns"
    assert found.of("imprecision").changed_from == own.of("imprecision").concern
    assert judged_confidence(own, [judgement("A B")]) == own


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"domain": "luck"}, "domain must be one of"),
        ({"concern": "doubt"}, "concern must be one of"),
        ({"reason": " "}, "needs its reason"),
        ({"treatments": "a b c"}, "has two treatments"),
    ],
)
def test_judgements_that_are_none(wrong, message):
    with pytest.raises(OptionError, match=message):
        judgement(**wrong)
