"""A site of three routes for tests of what surrounds every page: one to read, one to change, one that breaks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from dorsal.clinic import error_pages
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.urls import urlpatterns as real

SECRETIVE = "seeded-name-of-a-person"


@allowed(Permission.EVERYBODY)
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """A token, as a form has it."""
    return HttpResponse(get_token(request))


@allowed(Permission.EVERYBODY, personal=True)
@require_http_methods(["POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Something that changes: a word in the session."""
    request.session["word"] = request.POST.get("word", "")
    return HttpResponse("changed")


@allowed(Permission.EVERYBODY, personal=True)
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """What the session holds."""
    return HttpResponse(request.session.get("word", "nothing"))


@allowed(Permission.EVERYBODY)
@require_safe
def broken(_request: HttpRequest) -> HttpResponse:
    """A fault whose message quotes what was typed."""
    raise ValueError(f"could not convert {SECRETIVE!r}; SELECT * FROM people")


@require_safe
def bare(_request: HttpRequest) -> HttpResponse:
    """A view that declares nothing."""
    return HttpResponse("open to all by mistake")


urlpatterns = [
    path("small/form/", form),
    path("small/change/", change),
    path("small/read/", read),
    path("small/broken/", broken),
    path("small/bare/", bare),
    *real,
]
handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler500 = error_pages.server_error
