"""The first page: what it opens with, what can be picked, and what is said where that is wrong."""

from __future__ import annotations

import pytest
from django.test import Client

PICKED = "outcome=pain&window=short&treatment=dry_needling&treatment=exercise&treatment=nsaid&against=usual_care"


def test_it_opens_with_an_answer(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Pain at about 8 weeks" in page
    assert "Disability at about 8 weeks" in page
    assert "nobody can say yet which is better" in page


def test_picks_are_in_the_address_and_shown(client: Client) -> None:
    page = client.get(f"/?{PICKED}").content.decode()
    assert page.count('<section class="panel"') == 1
    answer = page.partition('id="answer"')[2]
    for treatment in ("dry_needling", "exercise", "nsaid"):
        assert f"/evidence/answer/pain/short/{treatment}/usual_care/" in answer


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("window=short&treatment=exercise&treatment=nsaid", "at least one thing"),
        ("outcome=pain&treatment=exercise&treatment=nsaid", "at least one time"),
        ("outcome=pain&window=short&treatment=exercise", "Choose 2 to 8 treatments; you chose 1."),
        ("outcome=pain&window=short&treatment=moxa&treatment=nsaid", "moxa is not among the choices here."),
        ("outcome=%3Cscript%3Ealert(1)%3C/script%3E&window=short", "&lt;script&gt;alert(1)&lt;/script&gt; is not"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client: Client, query: str, said: str) -> None:
    page = client.get(f"/?{query}").content.decode()
    assert said in page
    assert "<script>alert" not in page


def test_spanish_has_its_own_address(client: Client) -> None:
    assert '<html lang="es">' in client.get("/es/").content.decode()
