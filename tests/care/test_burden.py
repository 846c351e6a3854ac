"""What an option asks of a person, of made-up doses: ranges, the clinic's own numbers, and what stays unknown."""

from __future__ import annotations

import pytest

from dorsal.care.burden import Burden, ClinicValues, Kinds, burden
from dorsal.care.dose_report import DoseReport

KINDS = Kinds(
    medicines=frozenset({"pill"}),
    perhaps_medicines=frozenset({"care"}),
    needles=frozenset({"needles"}),
    no_visits=frozenset({"nothing"}),
)


def _dose(
    row: str, treatment: str, quantity: str, low: float | None, high: float | None, grade: str = "A"
) -> DoseReport:
    return DoseReport(
        row=row, treatment=treatment, item=quantity, value="", quantity=quantity, low=low, high=high, grade=grade,
        source="s", source_url="u",
    )  # fmt: skip


DOSES = (
    _dose("D1", "needles", "visits", 3, 6),
    _dose("D2", "needles", "visits", 2, 4),
    _dose("D3", "needles", "visits", 1, 30, grade="C"),
    _dose("D4", "needles", "minutes", None, 15),
    _dose("D5", "needles", "needles", 4, 4),
    _dose("D6", "walking", "visits", 8, 12),
    _dose("D7", "walking", "minutes", 30, 60),
    _dose("D8", "needles+walking", "weeks", 4, 4),
)


def _of(treatment: str, clinic: ClinicValues | None = None) -> Burden:
    return burden(DOSES, treatment, KINDS, clinic)


def _ends(treatment: str, name: str, clinic: ClinicValues | None = None) -> tuple[float | None, float | None]:
    quantity = getattr(_of(treatment, clinic), name)
    return quantity.low, quantity.high


def test_sources_give_a_range_with_their_rows_and_weak_ones_do_not_count() -> None:
    visits = _of("needles").visits
    assert (visits.low, visits.high, visits.rows, visits.local) == (2, 6, ("D1", "D2"), False)


@pytest.mark.parametrize(
    ("treatment", "name", "ends"),
    [
        ("needles", "minutes", (None, 15)),
        ("needles", "weeks", (None, None)),  # nobody said: unknown, not nothing
        ("walking", "needles", (0, 0)),  # no needles belong to it
        ("nothing", "visits", (0, 0)),
        ("care", "visits", (None, None)),
        ("needles", "time", (None, 90)),
        ("walking", "time", (240, 720)),
        ("needles+walking", "visits", (8, 18)),  # in the same visits, or each in its own
        ("needles+walking", "minutes", (30, 75)),
        ("needles+walking", "time", (None, 810)),  # minutes add up either way
        ("needles+walking", "weeks", (4, 4)),  # a source of the whole comes first
        ("needles+care", "visits", (2, None)),
        ("needles+walking", "needles", (4, 4)),
    ],
)
def test_quantities(treatment: str, name: str, ends: tuple[float | None, float | None]) -> None:
    assert _ends(treatment, name) == ends


@pytest.mark.parametrize(
    ("treatment", "medicines", "needled"),
    [("walking", "no", "no"), ("pill+needles", "yes", "yes"), ("care", "unknown", "no"), ("care+pill", "yes", "no")],
)
def test_medicines_and_needles(treatment: str, medicines: str, needled: str) -> None:
    assert (_of(treatment).medicines, _of(treatment).needled) == (medicines, needled)


CLINIC = ClinicValues(
    name="Here",
    currency="EUR",
    travel=(40, 40),
    treatments={"needles": {"visits": (5, 5), "minutes": (20, 30), "price": (50, 50)}, "walking": {"price": (0, 10)}},
)


def test_the_clinic_comes_first_and_is_marked() -> None:
    ours = _of("needles", CLINIC)
    assert (ours.visits.low, ours.visits.high, ours.visits.local, ours.visits.rows) == (5, 5, True, ())
    assert (ours.time.low, ours.time.high, ours.time.local) == (5 * 20 + 5 * 40, 5 * 30 + 5 * 40, True)
    assert (ours.cost.low, ours.cost.high, ours.cost.unit) == (250, 250, "EUR")
    assert not ours.weeks.known


def test_prices_of_parts_add_up() -> None:
    assert _ends("needles+walking", "cost", CLINIC) == (250 + 0, 250 + 12 * 10)


def test_a_price_that_nobody_gave_is_unknown() -> None:
    assert _ends("needles+care", "cost", CLINIC) == (None, None)
    assert _ends("walking", "cost") == (None, None)


def test_numbers_of_weak_sources_only_decide_nothing() -> None:
    weak = burden((_dose("D9", "needles", "visits", 1, 30, grade="C"),), "needles", KINDS).visits
    assert (weak.known, weak.decides) == (True, False)
    assert _of("needles").visits.decides
    assert burden((), "needles", KINDS, CLINIC).visits.decides
