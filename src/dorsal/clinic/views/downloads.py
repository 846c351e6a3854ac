"""The answer to take away: the report, every table, the numbers as JSON, and a script that computes them again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dorsal.clinic.files import FILES
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.views.topics import served


@allowed(Permission.EVERYBODY)
@require_safe
def list_of_files(request: HttpRequest, topic: str) -> HttpResponse:
    """What there is to take away."""
    release = served(topic)
    shown = {"release": release, "topic_name": release.name, "files": FILES}
    return render(request, "clinic/downloads.html", shown)


@allowed(Permission.EVERYBODY)
@require_safe
def file(_request: HttpRequest, topic: str, file: str) -> HttpResponse:
    """One file, to be saved and never shown within the site."""
    release, known = served(topic), {each.name: each for each in FILES}
    if file not in known:
        raise Http404
    found = known[file]
    return HttpResponse(
        found.content(release.name),
        content_type=found.kind,
        headers={"Content-Disposition": f'attachment; filename="dorsal-{release.name}-{found.name}"'},
    )
