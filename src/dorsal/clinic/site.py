"""What every page shows around its own content: where one is, the languages, and which evidence it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, gettext, gettext_lazy

from dorsal.clinic.address import address
from dorsal.clinic.release import release

MAIN = (
    ("question", gettext_lazy("The answer")),
    ("walk", gettext_lazy("Decide together")),
    ("evidence", gettext_lazy("The evidence")),
    ("article", gettext_lazy("Article")),
    ("review", gettext_lazy("Your own trials")),
    ("topics", gettext_lazy("Topics")),
    ("about", gettext_lazy("About")),
)
"""Names of the routes in the navigation, with their words."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A link of the navigation."""

    words: str
    url: str
    here: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """For each template: the navigation, the other languages of this page, the release."""
    match = request.resolver_match
    name = match.url_name if match else ""
    return {
        "navigation": [
            Place(words=str(words), url=address(route), here=name == route or _under(name, route))
            for route, words in MAIN
        ],
        "languages": [
            {"code": code, "name": label, "url": _in(request, code), "here": code == get_language()}
            for code, label in settings.LANGUAGES
        ],
        "development": not settings.DEPLOYMENT.secure,
        "release_id": release().id,
        "name": gettext("Dorsal"),
    }


def _under(name: str | None, route: str) -> bool:
    """Whether a page belongs to a part of the navigation: its view's name starts with the part's."""
    return bool(name) and str(name).startswith(f"{route}-")


def _in(request: HttpRequest, code: str) -> str:
    """This page in another language; a page that does not exist leads home."""
    if request.resolver_match is None:
        return translate_url(address("question"), code)
    query = request.META.get("QUERY_STRING", "")
    return translate_url(request.path, code) + (f"?{query}" if query and request.method == "GET" else "")
