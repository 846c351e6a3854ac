"""SECURITY rows 20, 21, 24, 35: headers of every response, what caches may keep, and what an error does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import set_urlconf

from tests.clinic.site_map import BOTH, FILES
from tests.clinic.small_site import SECRETIVE

ERRORS = (
    "/nowhere/",
    "/small/bare/",
    "/small/broken/",
    "/topics/nobody/",
    "/%00",
    "/evidence/row/%0d%0aSet-Cookie:a=b/",
)
STATIC = ("/static/clinic/page.css", "/static/clinic/nothing.css")
TRACES = re.compile(
    r"Traceback|File \"|line \d+ in|SELECT|django|Python/|\.py\b|/site-packages/|Exception", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    """The site with routes that break."""
    with override_settings(ROOT_URLCONF="tests.clinic.small_site"):
        yield
    set_urlconf(None)


def everything(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """A response of each kind: pages, files, errors, refusals, static files, redirects."""
    for path in (*BOTH, *ERRORS, *STATIC, *(f"/downloads/{name}" for name in FILES), "/health/", "/about"):
        answer = client.get(path)
        answer.close()
        yield path, answer
    yield "POST", client.post("/small/change/", {})
    yield "PUT", client.put("/")
    yield "TRACE", client.trace("/")
    yield "host", client.get("/", headers={"Host": "evil.example"})


def test_row_20_the_content_policy_is_on_every_response(client: Client) -> None:
    for path, answer in everything(client):
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        assert "unsafe" not in answer["Content-Security-Policy"], path
        assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'", path
        assert policy["frame-ancestors"] == "'none'", path
        assert policy["script-src"] == policy["style-src"] == "'self'", path


def test_row_20_no_page_holds_a_style_or_a_script_of_its_own(client: Client) -> None:
    for path in BOTH:
        page = client.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=\"/static/)", page), path


def test_row_21_other_headers_are_on_every_response(client: Client) -> None:
    for path, answer in everything(client):
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert answer["X-Frame-Options"] == "DENY", path
        assert "Access-Control-Allow-Origin" not in answer, path
        if answer["Content-Type"].startswith("text/html"):
            assert "charset=utf-8" in answer["Content-Type"], path


def test_row_21_a_server_for_others_asks_for_tls_for_years(client: Client) -> None:
    with override_settings(DEPLOYMENT=replace(settings.DEPLOYMENT, mode="production")):
        for path, answer in everything(client):
            found = re.fullmatch(r"max-age=(\d+); includeSubDomains", answer["Strict-Transport-Security"])
            assert found, path
            assert int(found[1]) >= 31_536_000, path


def test_row_21_plain_http_is_redirected_in_production(client: Client) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/about/")["Location"] == "https://testserver/about/"
        assert client.get("/about/", secure=True).status_code == 200


def test_row_24_what_holds_a_session_is_kept_by_no_cache(client: Client) -> None:
    for path, answer in everything(client):
        if path.startswith("/static/"):
            continue
        assert answer["Cache-Control"] in ("no-cache", "no-store"), path
        assert "HX-Request" in answer["Vary"], path
    assert client.get("/small/read/")["Cache-Control"] == "no-store"
    assert client.get("/small/form/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ERRORS)
def test_row_35_an_error_tells_an_id_and_nothing_of_the_inside(client: Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    page = first.content.decode()
    visible = re.sub(r"<[^>]*>", " ", page)
    assert first.status_code in (400, 403, 404, 500)
    assert not TRACES.search(visible), TRACES.search(visible)
    assert SECRETIVE not in page
    ids = [re.search(r"<code>([0-9a-f]{12})</code>", each.content.decode()) for each in (first, second)]
    assert len({found[1] for found in ids if found}) == 2
    assert "Server" not in first


def test_row_35_trace_is_off_and_debugging_too(client: Client) -> None:
    assert client.trace("/").status_code == 405
    assert settings.DEBUG is False
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
