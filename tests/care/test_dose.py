"""The dose: what was agreed before what the clinic says before what sources report; slips are refused."""

from __future__ import annotations

import pytest

from dorsal.care.burden import ClinicValues, burden
from dorsal.care.dose import USUAL_PER_WEEK, Amount, dose
from dorsal.errors import EvidenceError
from tests.care.agreed import knowledge

CLINIC = ClinicValues(name="Example", treatments={"dry_needling": {"visits": (5.0, 5.0)}})


def needling(clinic: ClinicValues | None = None, agreed: dict[str, float] | None = None):  # type: ignore[no-untyped-def]
    return dose(burden(knowledge().doses, "dry_needling", knowledge().kinds, clinic), agreed)


def test_sources_speak_where_nobody_else_does_and_are_named() -> None:
    visits = needling().visits
    assert (visits.low, visits.high, visits.said_by) == (3.0, 6.0, "sources")
    assert "DOS002" in visits.rows
    assert any("Gattie 2020" in source and "http" in source for source in visits.sources)


def test_the_clinic_comes_before_sources_and_what_was_agreed_before_both() -> None:
    assert (needling(CLINIC).visits.low, needling(CLINIC).visits.said_by) == (5.0, "clinic")
    agreed = needling(CLINIC, {"visits": 4, "per_week": 2}).visits
    assert (agreed.low, agreed.high, agreed.said_by, agreed.rows) == (4, 4, "agreed", ())


def test_visits_are_spaced_as_agreed_else_as_the_course_says_else_weekly() -> None:
    assert needling(None, {"per_week": 2}).week_of(5) == 2.0
    assert needling(None, {"visits": 6, "weeks": 12}).spacing == pytest.approx(2.0) or needling().per_week.known
    nothing = dose(burden((), "usual_care", knowledge().kinds))
    assert (nothing.spacing, nothing.spacing_known) == (1.0 / USUAL_PER_WEEK, False)
    assert nothing.visits.said_by == "nobody"


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        ({"visits": 0}, "visits must lie above 0 and be at most 200, got 0"),
        ({"visits": 2.5}, "visits must be a whole number, got 2.5"),
        ({"minutes": 900, "needles": 3}, "needles is no part of a dose.*minutes must lie above 0 and be at most 480"),
    ],
)
def test_slips_are_refused_all_at_once(agreed: dict[str, float], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        needling(None, agreed)


def test_an_amount_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(EvidenceError, match="from 6 to 3"):
        Amount(low=6, high=3, unit="visits", said_by="agreed")
    with pytest.raises(EvidenceError, match="said by 'me'"):
        Amount(unit="visits", said_by="me")  # type: ignore[arg-type]
    assert [Amount(low=3, high=6).middle, Amount(high=15).middle, Amount().middle] == [4.5, 15, None]
