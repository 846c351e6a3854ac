"""Headers of every response, also of errors, redirects and files."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
YEAR = 365 * 24 * 60 * 60
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TLS_ONLY = {"Strict-Transport-Security": f"max-age={2 * YEAR}; includeSubDomains"}


def headers(answer: Answer) -> Answer:
    """The outermost layer: whatever comes out carries the headers."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in {**HEADERS, **(TLS_ONLY if settings.DEPLOYMENT.secure else {})}.items():
            response.headers[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            _keep_private(request, response)
        return response

    return with_headers


def _keep_private(request: HttpRequest, response: HttpResponse) -> None:
    """A page is asked for anew each time; one that holds anything of a session is kept nowhere."""
    patch_vary_headers(response, ["HX-Request"])
    personal = getattr(request, "personal", False) or bool(response.cookies) or _used(request)
    if personal or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-cache"


def _used(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and (session.accessed or session.modified)
