"""Pages for what went wrong: what a reader can do, and an id under which the server's log has the rest."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

log = logging.getLogger("dorsal.clinic")


def _page(request: HttpRequest, status: int, title: str, way_out: str) -> HttpResponse:
    """One page for all errors. The id is new each time and says nothing."""
    made_up = secrets.token_hex(6)
    log.warning("error %s: status %d", made_up, status, exc_info=status >= 500)
    shown = {"title": title, "way_out": way_out, "error_id": made_up}
    return render(request, "clinic/error.html", shown, status=status)


def bad_request(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """What was sent cannot be read."""
    return _page(
        request, 400, gettext("This request cannot be read"), gettext("Start again from the first page, please.")
    )


def forbidden(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """Not for this reader."""
    return _page(
        request, 403, gettext("This page is not open to you"), gettext("Start again from the first page, please.")
    )


def forged(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """A form that did not come from a page of this site, or from one that is too old."""
    return _page(
        request,
        403,
        gettext("This form is no longer valid"),
        gettext("Nothing was changed. Open the page again and send the form once more; cookies must be allowed."),
    )


def too_large(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """More was sent than is taken here."""
    return _page(
        request,
        413,
        gettext("This is more than can be sent here"),
        gettext(
            "Nothing was read or kept. A table may have 8 MB at most; “dorsal fit” on your own machine takes more."
        ),
    )


def not_found(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """No such page, trial, row or file."""
    return _page(
        request,
        404,
        gettext("There is no such page"),
        gettext("The address may be mistyped, or the evidence has changed since the link was made."),
    )


def server_error(request: HttpRequest, *_more: Any, **_named: Any) -> HttpResponse:
    """A fault of ours. Where even its page cannot be made, a few plain words are."""
    try:
        return _server_error(request)
    except Exception:
        log.exception("the page for a fault has a fault")
        return HttpResponse("Something went wrong here. Please try again in a while.", "text/plain", status=500)


def _server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        gettext("Something went wrong here"),
        gettext("It is our fault and has been noted. Please try again in a while."),
    )
