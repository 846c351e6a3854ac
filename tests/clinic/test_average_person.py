"""The chances of the trials' average person: words, bars and icons show the numbers of one forecast."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dorsal.care.forecast import forecast
from dorsal.clinic.average_person import NOBODY, of_hundred
from dorsal.clinic.release import release

NAMES = {"usual_care": "Usual care", "dry_needling": "Dry needling", "surgery": "Surgery"}


@pytest.mark.parametrize("outcome", ["pain", "disability"])
def test_words_bars_and_icons_show_the_numbers_of_the_forecast(outcome: str) -> None:
    made = release()
    found = of_hundred(made.average, made.language, NAMES, outcome, "short")
    assert found is not None
    assert {option.code for option in found.options} == {"usual_care", "dry_needling"}
    for option in found.options:
        own = forecast(NOBODY, made.care.basis, option.code, outcome, "short")
        n, (low, high) = own.chance_mic.per_100, own.chance_mic.interval_per_100
        assert f"{n} get" in option.said
        assert f"{100 - n} do not (it may be {low} to {high})" in option.said
        assert (option.bar.count, option.bar.low, option.bar.high) == (n, min(low, n), max(high, n))
        legend = [int(count) for count in re.findall(r">(\d+): ", option.picture)]
        assert sum(legend) == 100
        assert legend[0] == min(low, n)
        assert f"{n} of 100 ({low} to {high})" in found.picture


def test_it_says_where_people_start_and_what_was_assumed() -> None:
    made = release()
    found = of_hundred(made.average, made.language, NAMES, "pain", "short")
    assert found is not None
    assert 40 < float(found.start) < 75
    assert found.mic == "20"
    assert found.statements
    assert set(found.rows) <= set(made.rows)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_each_number_of_people_stands_with_its_certainty(client: Client, prefix: str) -> None:
    made = release()
    found = of_hundred(made.average, made.language, NAMES, "pain", "short")
    assert found is not None
    named = ", ".join(names for _, names in found.certainties)
    assert sorted(named.split(", ")) == sorted(option.name for option in found.options)
    page = client.get(f"{prefix}/").content.decode()
    told = page.partition('class="hundred"')[2].partition("<figure>")[0]
    assert ("<b>Certeza: " if prefix else "<b>Certainty: ") in told


def test_without_a_natural_course_there_is_nothing_to_count() -> None:
    made = release()
    assert of_hundred(made.average, made.language, NAMES, "leg_pain", "short") is None
    assert of_hundred(made.average, made.language, NAMES, "pain", "immediate") is None
    assert of_hundred(made.average, made.language, {"nobody": "Nobody"}, "pain", "short") is None
