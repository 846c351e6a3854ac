"""Other questions: each topic is a folder of tables, and has the same pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from dorsal.clinic.release import Release, places, release
from dorsal.clinic.security.permission import Permission, allowed


def served(name: str) -> Release:
    """The release of a topic that is served; otherwise there is no such page."""
    if name not in places():
        raise Http404
    return release(name, get_language() or "en")


@allowed(Permission.EVERYBODY)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The topics, each with its question and what its tables hold."""
    return render(request, "clinic/topics.html", {"releases": [served(name) for name in places()]})
