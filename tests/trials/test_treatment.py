"""One spelling of a treatment, and errors where there is none."""

import pytest

from dorsal.errors import EvidenceError
from dorsal.synthesis.fit import fit_network
from dorsal.synthesis.network import Network
from dorsal.trials.treatment import canonical, components
from tests.synthesis.generated import network


@pytest.mark.parametrize(("written", "one"), [("a", "a"), (" a ", "a"), ("b+ a", "a+b"), ("c + a+b", "a+b+c")])
def test_a_combination_has_one_spelling(written, one):
    assert canonical(written) == one
    assert components(written) == tuple(one.split("+"))


@pytest.mark.parametrize("wrong", ["", " ", "a+", "+", "a++b"])
def test_an_empty_part_is_refused(wrong):
    with pytest.raises(EvidenceError, match="has an empty part"):
        canonical(wrong)


@pytest.mark.parametrize("wrong", [2, 2.5, None, ["a"]])
def test_a_treatment_is_text(wrong):
    with pytest.raises(EvidenceError, match="a treatment is named in text"):
        canonical(wrong)
    with pytest.raises(EvidenceError, match="a treatment is named in text"):
        fit_network(Network.of(network(1, 3, 4))).between(wrong, "a")
