"""What is asked of doses, as it is typed."""

import pytest

from dorsal.errors import OptionError
from dorsal.faces.inquiry.dosing import Dosing, dosing_of


def test_as_typed():
    made = dosing_of(["emax", "needling=linear"], ["b+a=2,5", "x=y=3", "usual care"], ["ibuprofen=400"], beyond=True)
    assert made == Dosing(
        shape="emax",
        shapes={"needling": "linear"},
        at=(("a+b", 2.5), ("x=y", 3.0), ("usual care", None)),
        equal=(("ibuprofen", 400.0),),
        beyond=True,
    )
    assert dosing_of(None, None, None, beyond=False) == Dosing()


@pytest.mark.parametrize(
    ("shapes", "at", "why"),
    [
        (["emax", "linear"], None, "'linear': it has a shape already"),
        (["A=emax", "A=linear"], None, "it has a shape already"),
        (["cubic"], None, "'cubic' is no shape"),
        (["A=cubic"], None, "'cubic' is no shape"),
        (None, ["A=much"], "write AGENT=DOSE, as in --dose-at ibuprofen=400"),
        (None, ["A=-1"], "write AGENT=DOSE"),
        (None, ["=5"], "write AGENT=DOSE"),
    ],
)
def test_what_cannot_be_read_says_why(shapes, at, why):
    with pytest.raises(OptionError, match=why):
        dosing_of(shapes, at, None, beyond=False)
