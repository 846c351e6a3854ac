"""What Dorsal is, who made it, what it rests on, and what it cannot do."""

from __future__ import annotations

from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.views.topics import served
from dorsal.topics.loader import DEFAULT


@allowed(Permission.EVERYBODY)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Purpose, limits, funding, date and update policy."""
    shown = {"release": served(DEFAULT), "version": version("dorsal")}
    return render(request, "clinic/about.html", shown)
