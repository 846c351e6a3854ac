"""SECURITY row 19: what changes something comes from this site with its session's token; reading never changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from django.urls import set_urlconf

from tests.clinic.site_map import BOTH, FORMS

HERE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin", "Host": "localhost"}


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    """The site with a route that changes something."""
    with override_settings(ROOT_URLCONF="tests.clinic.small_site"):
        yield
    set_urlconf(None)


def token(client: Client) -> str:
    """A token of this client's own cookie."""
    return client.get("/small/form/", headers={"Host": "localhost"}).content.decode()


def test_row_19_a_form_of_this_site_is_taken(client: Client) -> None:
    answer = client.post("/small/change/", {"csrfmiddlewaretoken": token(client), "word": "a"}, headers=HERE)
    assert answer.status_code == 200
    assert client.get("/small/read/", headers={"Host": "localhost"}).content == b"a"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {**HERE, "Sec-Fetch-Site": "cross-site"},
        {**HERE, "Sec-Fetch-Site": "same-site"},
        {**HERE, "Sec-Fetch-Site": "none"},
        {**HERE, "Origin": "https://elsewhere.example"},
        {**HERE, "Origin": "null"},
        {"Host": "localhost", "Origin": "http://localhost.elsewhere.example"},
        {"Host": "localhost", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=lambda headers: " ".join(f"{k}={v}" for k, v in headers.items() if k != "Host") or "nothing said",
)
def test_row_19_a_request_from_elsewhere_is_refused_even_with_a_token(client: Client, headers: dict[str, str]) -> None:
    answer = client.post("/small/change/", {"csrfmiddlewaretoken": token(client), "word": "a"}, headers=headers)
    assert answer.status_code == 403
    assert client.get("/small/read/", headers={"Host": "localhost"}).content == b"nothing"


@pytest.mark.parametrize("which", ["", "made-up", "another"])
def test_row_19_a_request_without_a_token_of_its_own_is_refused(client: Client, which: str) -> None:
    token(client)
    sent = token(Client(enforce_csrf_checks=True)) if which == "another" else which
    answer = client.post("/small/change/", {"csrfmiddlewaretoken": sent, "word": "a"}, headers=HERE)
    assert answer.status_code == 403
    assert "cookies must be allowed" in answer.content.decode()
    assert client.get("/small/read/", headers={"Host": "localhost"}).content == b"nothing"


def test_row_19_reading_changes_nothing_and_leaves_no_cookie(client: Client) -> None:
    for path in BOTH:
        if path.removeprefix("/es") in FORMS:
            continue  # what is sent from there must carry the token of this reader
        answer = client.get(path)
        assert not answer.cookies, path
        assert client.head(path).status_code == answer.status_code
    assert not client.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_row_19_pages_that_are_read_take_no_other_method(client: Client, method: str) -> None:
    for path in ("/", "/evidence/", "/downloads/answer.json", "/health/"):
        answer = getattr(client, method)(path, headers=HERE)
        assert answer.status_code in (403, 405), (path, answer.status_code)
