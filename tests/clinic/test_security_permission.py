"""SECURITY rows 13 to 15: deny by default, no object by a guessed id, only allowed fields are taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import URLPattern, path, set_urlconf

from dorsal.clinic.picks import PickForm, Picks
from dorsal.clinic.release import release
from dorsal.clinic.security.permission import DECLARED, Permission, routes, undeclared
from tests.clinic import small_site
from tests.clinic.site_map import BOTH

SMALL = "tests.clinic.small_site"


@pytest.fixture
def small() -> Iterator[None]:
    """The site with routes of its own."""
    with override_settings(ROOT_URLCONF=SMALL):
        yield
    set_urlconf(None)


@pytest.mark.usefixtures("small")
def test_row_13_a_route_without_a_permission_fails_at_start_up() -> None:
    told = [str(error.msg) for error in undeclared()]
    assert told == ["the route 'small/bare/' has no declared permission"]


@pytest.mark.usefixtures("small")
def test_row_13_a_route_without_a_permission_is_refused_when_called(client: Client) -> None:
    answer = client.get("/small/bare/")
    assert answer.status_code == 403
    assert b"by mistake" not in answer.content


def test_row_13_every_route_of_the_site_declares_one() -> None:
    assert undeclared() == []
    declared = {path: getattr(pattern.callback, DECLARED) for path, pattern in routes()}
    assert len(declared) > 20
    assert set(declared.values()) == {Permission.EVERYBODY}


def test_row_13_a_bare_route_is_found_by_name() -> None:
    assert isinstance(path("x/", small_site.bare), URLPattern)
    assert not hasattr(small_site.bare, DECLARED)


@pytest.mark.parametrize(
    "guessed",
    [
        "/evidence/row/LBP9999/",
        "/evidence/row/..%2F..%2Fetc%2Fpasswd/",
        "/evidence/row/~2E~2E~2F~2E~2E~2Fetc~2Fpasswd/",
        "/evidence/trial/nobody/",
        "/evidence/table/auth_user/",
        "/evidence/table/..%2Ftopic/",
        "/evidence/answer/pain/short/dry_needling/nobody/",
        "/evidence/answer/pain/short/exercise/exercise/",
        "/evidence/answer/pain/never/dry_needling/exercise/",
        "/evidence/section/joy/short/",
        "/downloads/settings.py",
        "/downloads/..%2Fsettings.py",
        "/topics/%2Fetc/",
        "/topics/nobody/evidence/row/LBP0017/",
        "/static/../settings.py",
        "/static/clinic/../../settings.py",
    ],
)
def test_row_14_a_guessed_id_leads_nowhere(client: Client, guessed: str) -> None:
    for path_ in (guessed, f"/es{guessed}"):
        answer = client.get(path_)
        assert answer.status_code == 404, path_
        assert b"SECRET_KEY" not in answer.content
        assert b"root:" not in answer.content


def test_row_15_only_the_fields_of_a_form_are_taken() -> None:
    given = {
        "outcome": ["pain"], "window": ["short"], "treatment": ["exercise", "nsaid"], "against": "usual_care",
        "release": "x", "signed_by": "x", "score": "1", "clinic_id": "2", "picks": "x", "__class__": "x",
    }  # fmt: skip
    form = PickForm(release(), given)
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data) == {"outcome", "window", "treatment", "against"}
    assert form.picks == Picks(
        outcomes=("pain",), windows=("short",), treatments=("exercise", "nsaid"), against="usual_care"
    )


def test_row_15_nothing_that_is_sent_changes_what_is_shown_to_others(client: Client) -> None:
    before = client.get("/about/").content
    for page in BOTH[:6]:
        client.get(page, {"release": "other", "navigation": "x", "name": "x", "development": ""})
    assert client.get("/about/").content == before
    assert settings.DEPLOYMENT.mode == "development"
