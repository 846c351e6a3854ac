"""Harms stand on the page of the benefits, each part of a combination once, each with its rows."""

from __future__ import annotations

from django.test import Client

from dorsal.clinic.known_harms import MOST, known_harms
from dorsal.clinic.release import release

BOTH = "/?outcome=pain&window=short&treatment=dry_needling&treatment=dry_needling%2Bexercise&against=usual_care"


def test_each_part_is_told_once_and_what_is_known_first() -> None:
    found = known_harms(release(), ["usual_care", "dry_needling", "dry_needling+exercise"])
    assert [each.code for each in found] == ["dry_needling", "exercise", "usual_care"]
    assert found[-1].kinds == ()
    assert "Nothing is known" in found[-1].unknown


def test_few_are_told_at_once_and_none_is_lost() -> None:
    needling = known_harms(release(), ["dry_needling"])[0]
    for kind in needling.kinds:
        assert 0 < len(kind.first) <= MOST
    told = [line for kind in needling.kinds for line in (*kind.first, *kind.more)]
    assert len(told) > 2 * MOST
    assert all(line.rows for line in told)


def test_benefits_and_harms_are_on_one_page_with_their_rows(client: Client) -> None:
    page = client.get(BOTH).content.decode()
    assert "What may go wrong" in page
    assert "how many of 100 people" in page
    assert 'href="/evidence/row/HAR001/"' in page
