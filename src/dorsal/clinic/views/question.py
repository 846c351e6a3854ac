"""The first page: the question, what a reader picks, and the answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dorsal.clinic.known_harms import known_harms
from dorsal.clinic.picks import PickForm, usual
from dorsal.clinic.security.permission import Permission, allowed
from dorsal.clinic.side_by_side import head_to_head, panels
from dorsal.clinic.views.topics import served
from dorsal.topics.loader import DEFAULT

FIELDS = ("outcome", "window", "treatment", "against")


@allowed(Permission.EVERYBODY)
@require_safe
def question(request: HttpRequest, topic: str) -> HttpResponse:
    """Picks are in the address: a link to an answer shows that answer. Nothing about a person is asked."""
    release = served(topic)
    asked = any(name in request.GET for name in FIELDS)
    form = PickForm(release, request.GET if asked else usual(release))
    picks = form.picks if form.is_valid() else None
    shown = {
        "release": release,
        "topic_name": release.name,
        "form": form,
        "panels": panels(release, picks) if picks else (),
        "harms": known_harms(release, [*picks.treatments, picks.against]) if picks else (),
        "head_to_head": head_to_head(release),
        "default_topic": DEFAULT,
    }
    return render(request, "clinic/question.html", shown)
