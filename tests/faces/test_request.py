"""What was asked, checked."""

from __future__ import annotations

from pathlib import Path

import pytest

import dorsal
from dorsal.errors import OptionError
from dorsal.faces.inquiry import Inquiry, OutcomeAsked, asked
from dorsal.faces.request import Request, measure_code, one_of
from tests.faces.test_inquiry import columned


@pytest.mark.parametrize(("name", "code"), [("or", "OR"), ("Smd-glass", "SMD-GLASS"), ("smd_d", "SMD-D"), ("", "")])
def test_measures_in_any_case(name: str, code: str) -> None:
    assert measure_code(name) == code


def test_an_unknown_measure_names_all() -> None:
    with pytest.raises(OptionError, match=r"'odds' is not a measure; use one of MD .*OR \(odds ratio\)"):
        Request(measure="odds")


def test_limits() -> None:
    with pytest.raises(OptionError, match="better must be lower or higher"):
        Request(better="up")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="seed"):
        Request(seed=-1)


def test_one_of_names_the_known() -> None:
    assert one_of(" Pain", ("pain", "disability"), "outcome") == "pain"
    with pytest.raises(OptionError, match="'sleep' is no outcome here; there are pain, disability"):
        one_of("sleep", ("pain", "disability"), "outcome")


def test_every_option_is_told() -> None:
    assert Request().told() | {"measure": "default"} == Request().told()
    assert all(isinstance(value, str) and value for value in Request().told().values())


@pytest.mark.parametrize("measure", ["VE", "ve-irr"])
def test_events_that_are_good_have_no_vaccine_efficacy(measure: str) -> None:
    assert Request(measure=measure).better == ""
    with pytest.raises(OptionError, match="events that are good have none"):
        Request(measure=measure, better="higher")


def test_a_table_of_efficacies_and_an_order_refuse_the_other_way_too(tmp_path: Path) -> None:
    table = tmp_path / "ve.csv"
    table.write_text("study,treat1,treat2,VE,low,high\n1,a,b,60,20,80\n2,a,b,50,10,70\n")
    with pytest.raises(OptionError, match=r"VE with --better higher.*events that are good have none"):
        dorsal.document(table, better="higher")
    order = (OutcomeAsked(outcome="quit", better="higher", measure="VE"), OutcomeAsked(outcome="harm"))
    document = dorsal.document(columned(), reference="A", outcomes=("quit",), measure="OR")
    with pytest.raises(OptionError, match="--order quit, where higher is better: VE: a vaccine efficacy is"):
        asked(document, Inquiry(asked=frozenset({"order"}), order=order))
