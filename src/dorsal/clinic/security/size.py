"""How much a request may bring: a form's worth, unless the view says that it takes more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from dorsal.clinic.error_pages import too_large
from dorsal.clinic.security.headers import Answer

View = TypeVar("View", bound=Callable[..., Any])
USUAL = 256 * 1024
"""Bytes of a request."""
DRAINED = 32 * 1024 * 1024
"""Bytes that are read and dropped, so that a browser which is still sending sees why it was refused."""
CHUNK = 64 * 1024
DECLARED = "declared_largest"


def takes_up_to(largest: int) -> Callable[[View], View]:
    """Declare how many bytes a request to a view may bring."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, largest)
        return view

    return declare


class _Scale:
    """The middleware: see `size`. It stands before whatever reads a form."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _named: Any
    ) -> HttpResponse | None:
        """413 where it says that it brings more."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and int(said) <= getattr(view, DECLARED, USUAL):
            return None
        left = DRAINED
        while left > 0 and (read := request.read(min(CHUNK, left))):
            left -= len(read)
        return too_large(request)


size = _Scale
