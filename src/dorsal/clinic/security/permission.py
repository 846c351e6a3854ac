"""Who may call a view. A route without a declared permission fails at start-up, and is refused if it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from dorsal.clinic.security.headers import Answer

View = TypeVar("View", bound=Callable[..., Any])
DECLARED = "declared_permission"
PERSONAL = "declared_personal"


class Permission(Enum):
    """Who may call a view."""

    EVERYBODY = "everybody"


def allowed(permission: Permission, *, personal: bool = False) -> Callable[[View], View]:
    """Declare who may call a view. `personal`: what it shows is of one person, and no cache keeps it."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, permission)
        setattr(view, PERSONAL, personal)
        return view

    return declare


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site with its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


@register("security", deploy=False)
def undeclared(**_more: Any) -> list[CheckMessage]:
    """An error for each route whose view declares no permission."""
    return [
        Error(
            f"the route {path!r} has no declared permission",
            hint="put @allowed(Permission...) on its view",
            id="clinic.E001",
        )
        for path, pattern in routes()
        if not isinstance(getattr(pattern.callback, DECLARED, None), Permission)
    ]


class _Guard:
    """The middleware: see `permission`."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _named: Any) -> None:
        """Before a view is called."""
        declared = getattr(view, DECLARED, None)
        if declared is not Permission.EVERYBODY:
            raise PermissionDenied
        request.personal = getattr(view, PERSONAL, False)  # type: ignore[attr-defined]


permission = _Guard
