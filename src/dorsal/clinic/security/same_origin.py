"""A request that changes something comes from a page of this site, beside carrying the framework's token.

The browser says where a request comes from (Sec-Fetch-Site, else Origin). One that says neither is refused.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from dorsal.clinic.error_pages import forged
from dorsal.clinic.security.headers import Answer

SAFE = ("GET", "HEAD")


def same_origin(answer: Answer) -> Answer:
    """Refuse with 403 what other sites, or no browser, sent."""

    def from_here_only(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and not from_here(request):
            return forged(request)
        return answer(request)

    return from_here_only


def from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        return urlsplit(origin).netloc == request.get_host()
    return site == "same-origin"
